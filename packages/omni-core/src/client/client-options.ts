import type { SigningKey } from '../auth/signing-key.ts';

/** Who signs the requests. */
export interface Credentials {
  /** Name written beside the signature; Omni shows it in its audit log. Service accounts: the short name. */
  readonly identity: string;
  readonly key: SigningKey;
}

export interface TlsOptions {
  /** PEM certificates trusted instead of the system's roots. */
  readonly ca?: string;
  /** Accept any certificate. For a laboratory only. @default false */
  readonly insecureSkipVerify?: boolean;
}

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
