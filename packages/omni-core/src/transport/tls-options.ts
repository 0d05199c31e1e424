/** Whom a connection trusts. */
export interface TlsOptions {
  /** PEM certificates trusted instead of the system's roots. */
  readonly ca?: string;
  /** Accept any certificate. For a laboratory only. @default false */
  readonly insecureSkipVerify?: boolean;
}
