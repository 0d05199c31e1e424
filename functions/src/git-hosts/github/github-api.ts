import { type CallOptions, OmniError } from '@fleetwright/omni-core';
import pRetry from 'p-retry';

export interface GithubApiOptions {
  /** REST root, e.g. `https://api.github.com`. */
  readonly apiUrl: string;
  readonly token: string;
}

interface ApiCall extends CallOptions {
  readonly method?: 'GET' | 'POST';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** @default 'application/vnd.github+json' */
  readonly accept?: string;
}

/** GitHub's REST API, down to the few things asked of it. Knows statuses and limits, not what the answers mean. */
export class GithubApi {
  readonly #root: string;
  readonly #token: string;

  constructor({ apiUrl, token }: GithubApiOptions) {
    this.#root = apiUrl.replace(/\/$/, '');
    this.#token = token;
  }

  /**
   * One call; a failure that may pass is tried three times.
   * @throws {OmniError} `not_found`, `access_denied`, `resource_exhausted`, `unavailable`, `invalid_argument`
   */
  async call(path: string, call: ApiCall = {}): Promise<Uint8Array> {
    return pRetry(() => this.#once(path, call), {
      retries: 2,
      minTimeout: 200,
      randomize: true,
      ...(call.signal && { signal: call.signal }),
      shouldRetry: ({ error }) => error instanceof OmniError && error.code === 'unavailable',
    });
  }

  /** The same, with the answer read as JSON. */
  async json(path: string, call: ApiCall = {}): Promise<unknown> {
    const text = Buffer.from(await this.call(path, call)).toString('utf8');
    try {
      return JSON.parse(text);
    } catch {
      throw new OmniError('protocol', `the Git host answered ${path} with something that is not JSON`, {
        hint: 'Check the apiUrl of the source; a sign-in page or a proxy may have answered.',
      });
    }
  }

  async #once(path: string, call: ApiCall): Promise<Uint8Array> {
    const { method = 'GET', body, accept = 'application/vnd.github+json', signal, timeoutMs = 20_000 } = call;
    const deadline = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${this.#root}${path}`, {
      method,
      headers: {
        accept,
        authorization: `Bearer ${this.#token}`,
        'user-agent': 'fleetwright',
        'x-github-api-version': '2022-11-28',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new OmniError('unavailable', `the Git host did not answer ${method} ${path}`, { cause: error });
    });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    // The body is read away and dropped: it may quote what was sent.
    await response.arrayBuffer().catch(() => undefined);
    throw refusal(response, `${method} ${path}`);
  }
}

function refusal({ status, headers }: Response, call: string): OmniError {
  const message = `the Git host answered ${status} to ${call}`;
  const limited = status === 429 || (status === 403 && headers.get('x-ratelimit-remaining') === '0');
  if (limited) return new OmniError('resource_exhausted', `${message}: rate limit used up`);
  if (status === 401 || status === 403) {
    return new OmniError('access_denied', message, {
      hint: 'Give the token of the source read access to contents and write access to commit statuses.',
    });
  }
  if (status === 404 || status === 409) {
    return new OmniError('not_found', message, {
      hint: 'Check the repository name and that the token may read it; a force-pushed commit may be gone.',
    });
  }
  return new OmniError(status >= 500 ? 'unavailable' : 'invalid_argument', message);
}
