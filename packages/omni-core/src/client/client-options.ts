import type { Credentials } from '../auth/credentials.ts';
import type { TlsOptions } from '../transport/tls-options.ts';

export interface OmniClientOptions {
  /**
   * URL of the Omni. `https` means TLS with default port 443; `http` and `grpc` mean plain text with default
   * port 80; any path is ignored, as the Go client does.
   */
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly tls?: TlsOptions;
  /** Refuse every write before anything is sent, with code `read_only`. @default false */
  readonly readOnly?: boolean;
  /** Default for calls that name none, in milliseconds. @default 30_000 */
  readonly timeoutMs?: number;
}
