import type { SigningKey } from './signing-key.ts';

/** Who signs the requests. */
export interface Credentials {
  /** Name written beside the signature; Omni shows it in its audit log. Service accounts: the short name. */
  readonly identity: string;
  readonly key: SigningKey;
}
