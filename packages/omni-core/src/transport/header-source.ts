import type { CallMetadata } from './transport.ts';

/** Adds headers to a request: a `RequestSigner`, or {@link UNSIGNED}. */
export interface HeaderSource {
  sign(
    method: string,
    metadata: CallMetadata,
  ): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
}

/** For the few calls Omni takes from anybody, such as registering a key. */
export const UNSIGNED: HeaderSource = { sign: () => ({}) };
