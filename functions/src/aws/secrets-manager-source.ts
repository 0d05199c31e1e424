import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { OmniError } from '@fleetwright/omni-core';
import type { Clock } from '../ports/clock.ts';
import type { SecretReadOptions, SecretSource, SecretVersions } from '../ports/secret-source.ts';
import { abortable } from './abortable.ts';

export interface SecretsManagerSourceOptions {
  /** Put before every name, e.g. `fleetwright/prod/`. */
  readonly prefix: string;
  readonly clock: Clock;
  /** How long a value is used before it is read again, in milliseconds. @default 300_000 */
  readonly maxAgeMs?: number;
  /** Least time between two reads that a caller asks for, so that forged requests cannot cause reads. @default 60_000 */
  readonly minRefreshMs?: number;
}

interface Cached {
  readonly versions: Promise<SecretVersions>;
  readonly readAt: number;
}

/** Secrets Manager, cached for the life of the container. Both stages are read, so that rotation never locks a host out. */
export class SecretsManagerSource implements SecretSource {
  readonly #client: SecretsManagerClient;
  readonly #options: Required<SecretsManagerSourceOptions>;
  readonly #cache = new Map<string, Cached>();

  constructor(client: SecretsManagerClient, options: SecretsManagerSourceOptions) {
    this.#client = client;
    this.#options = { maxAgeMs: 300_000, minRefreshMs: 60_000, ...options };
  }

  read(name: string, { refresh = false, ...options }: SecretReadOptions = {}): Promise<SecretVersions> {
    const { clock, maxAgeMs, minRefreshMs } = this.#options;
    const now = clock().getTime();
    const cached = this.#cache.get(name);
    if (cached !== undefined && now - cached.readAt < (refresh ? minRefreshMs : maxAgeMs)) return cached.versions;
    const versions = this.#readBoth(name, options);
    this.#cache.set(name, { versions, readAt: now });
    // A failure is not kept: the next call asks again.
    versions.catch(() => this.#cache.delete(name));
    return versions;
  }

  async #readBoth(name: string, options: SecretReadOptions): Promise<SecretVersions> {
    const [current, previous] = await Promise.all([
      this.#readStage(name, 'AWSCURRENT', options),
      this.#readStage(name, 'AWSPREVIOUS', options),
    ]);
    if (current) return { current, previous };
    throw new OmniError('not_found', `the secret ${this.#options.prefix}${name} does not exist or holds no text`, {
      hint: 'Create it in Secrets Manager with the bare value as its text.',
    });
  }

  async #readStage(name: string, stage: string, options: SecretReadOptions): Promise<string | undefined> {
    const request = new GetSecretValueCommand({ SecretId: `${this.#options.prefix}${name}`, VersionStage: stage });
    try {
      return (await this.#client.send(request, abortable(options))).SecretString;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw unreadable(`${this.#options.prefix}${name}`, error);
    }
  }
}

function unreadable(name: string, cause: unknown): OmniError {
  const isDenied = cause instanceof Error && cause.name === 'AccessDeniedException';
  if (!isDenied) return new OmniError('unavailable', `the secret ${name} could not be read`, { cause });
  return new OmniError('access_denied', `this function may not read the secret ${name}`, {
    cause,
    hint: "Its role opens one folder of the stack's prefix; keep the secret there, encrypted with a key the role may use.",
  });
}
