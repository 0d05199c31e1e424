import { type CallOptions, OmniError } from '@fleetwright/omni-core';
import pRetry from 'p-retry';

export interface HostApiOptions {
  /** REST root, e.g. `https://api.github.com`. */
  readonly apiUrl: string;
  /** Sent with every call: how the host wants to be told the token. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the token must be allowed, said to who reads a refusal. */
  readonly permissions: string;
}

/** One call of a REST API. */
export interface ApiCall extends CallOptions {
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** @default what the host's headers say */
  readonly accept?: string;
}

/** An answer with its headers, which some hosts page by. */
export interface ApiAnswer {
  readonly value: unknown;
  readonly headers: Headers;
}

/** The REST API of a Git host, down to the few things asked of it. Knows statuses and limits, not what answers mean. */
export class HostApi {
  readonly #root: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #permissions: string;

  constructor({ apiUrl, headers, permissions }: HostApiOptions) {
    this.#root = apiUrl.replace(/\/$/, '');
    this.#headers = headers;
    this.#permissions = permissions;
  }

  /**
   * One call; a failure that may pass is tried three times.
   * @throws {OmniError} `not_found`, `access_denied`, `resource_exhausted`, `unavailable`, `invalid_argument`
   */
  async call(path: string, call: ApiCall = {}): Promise<Uint8Array> {
    return (await this.#patiently(path, call)).body;
  }

  /** The same, with the answer read as JSON. */
  async json(path: string, call: ApiCall = {}): Promise<unknown> {
    return (await this.answer(path, call)).value;
  }

  /** The same, with the headers of the answer. */
  async answer(path: string, call: ApiCall = {}): Promise<ApiAnswer> {
    const { body, headers } = await this.#patiently(path, call);
    try {
      return { value: JSON.parse(new TextDecoder().decode(body)), headers };
    } catch {
      throw new OmniError('protocol', `the Git host answered ${path} with something that is not JSON`, {
        hint: 'Check the apiUrl of the source; a sign-in page or a proxy may have answered.',
      });
    }
  }

  #patiently(path: string, call: ApiCall): Promise<{ body: Uint8Array; headers: Headers }> {
    return pRetry(() => this.#once(path, call), {
      retries: 2,
      minTimeout: 200,
      randomize: true,
      ...(call.signal && { signal: call.signal }),
      shouldRetry: ({ error }) => error instanceof OmniError && error.code === 'unavailable',
    });
  }

  async #once(path: string, call: ApiCall): Promise<{ body: Uint8Array; headers: Headers }> {
    const { method = 'GET', body, accept, signal, timeoutMs = 20_000 } = call;
    const deadline = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${this.#root}${path}`, {
      method,
      headers: {
        'user-agent': 'fleetwright',
        ...this.#headers,
        ...(accept !== undefined && { accept }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new OmniError('unavailable', `the Git host did not answer ${method} ${path}`, { cause: error });
    });
    if (response.ok) return { body: new Uint8Array(await response.arrayBuffer()), headers: response.headers };
    // The body is read away and dropped: it may quote what was sent.
    await response.arrayBuffer().catch(() => undefined);
    throw this.#refusal(response, `${method} ${path}`);
  }

  #refusal({ status, headers }: Response, call: string): OmniError {
    const message = `the Git host answered ${status} to ${call}`;
    const limited = status === 429 || (status === 403 && headers.get('x-ratelimit-remaining') === '0');
    if (limited) return new OmniError('resource_exhausted', `${message}: rate limit used up`);
    if (status === 401 || status === 403) {
      return new OmniError('access_denied', message, { hint: `Give the token of the source ${this.#permissions}.` });
    }
    if (status === 404 || status === 409) {
      return new OmniError('not_found', message, {
        hint: 'Check the repository name and that the token may read it; a force-pushed commit may be gone.',
      });
    }
    return new OmniError(status >= 500 ? 'unavailable' : 'invalid_argument', message);
  }
}
