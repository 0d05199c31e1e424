import type { Transport } from './transport.ts';

/** A transport of its own connection, nothing in between. */
export interface Connection extends Transport {
  /**
   * How far the clock of this machine was ahead of the server's (negative: behind) at the last answer that said the
   * time, to a second; `undefined` as long as none did.
   */
  readonly clockAheadMs: number | undefined;
}
