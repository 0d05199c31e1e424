import type { Credentials } from '../auth/credentials.ts';
import type { ReadCacheOptions } from '../state/read-cache.ts';
import type { TelemetryOptions } from '../telemetry/telemetry-options.ts';
import type { Compression } from '../transport/compression.ts';
import type { RetryOptions } from '../transport/retrying-transport.ts';
import type { TlsOptions } from '../transport/tls-options.ts';
import type { TransportKind } from '../transport/transport-kind.ts';
import type { RenewCredentials } from './renewing-transport.ts';

export interface OmniClientOptions extends TelemetryOptions {
  /**
   * URL of the Omni. `https` means TLS with default port 443; `http` and `grpc` mean plain text with default
   * port 80; any path is ignored, as the Go client does.
   */
  readonly endpoint: string;
  readonly credentials: Credentials;
  /**
   * Asked for new credentials when Omni refuses the present ones or they have ended, e.g. a new login with
   * `userCredentials({ …, renew: true })`. The refused call is then sent once more; a watch goes on.
   * @default none: the call fails
   */
  readonly renewCredentials?: RenewCredentials;
  readonly tls?: TlsOptions;
  /** How calls travel. See {@link TransportKind}. @default 'grpc' */
  readonly transport?: TransportKind;
  /** Refuse every write before anything is sent, with code `read_only`. @default false */
  readonly readOnly?: boolean;
  /**
   * Keep answers of `resources.get`, `find` and `list` for a while. See {@link ReadCacheOptions} for the limits and
   * {@link CachedState} for what is never given. Clusters, machines, templates and everything else always ask Omni.
   * @default none
   */
  readonly cache?: ReadCacheOptions;
  /** Default for calls that name none, in milliseconds. @default 30_000 */
  readonly timeoutMs?: number;
  /**
   * How calls are repeated that failed because the server was away or too busy, always within their deadline. Calls
   * that read are; writes only when they provably never left. `{ attempts: 1 }` turns it off.
   */
  readonly retry?: RetryOptions;
  /**
   * How often a connection is checked while calls are open, in milliseconds. A peer that is gone without a word is
   * noticed after as much again, at most 20 seconds later. Choose less than the time after which a load balancer in
   * between cuts idle connections. For gRPC; the HTTP gateway has nothing to check with.
   * @default 60_000
   */
  readonly keepaliveMs?: number;
  /**
   * Compress messages in both directions, through the HTTP gateway only those from Omni. For thin links only: see
   * {@link Compression}.
   * @default 'none'
   */
  readonly compression?: Compression;
  /**
   * Key of the fingerprints that stand for secrets in template plans, at least 16 bytes, kept secret. Hashes of plans
   * can be compared between clients whose keys are equal.
   * @default random, the same for the whole process
   */
  readonly fingerprintKey?: Uint8Array;
}
