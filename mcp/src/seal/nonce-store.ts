/** Remembers which single-use tokens were spent. */
export interface NonceStore {
  /**
   * Spends a nonce.
   * @param expiresAt when the token ends anyway, in milliseconds since the epoch
   * @returns false when it was spent before
   */
  spend(nonce: string, expiresAt: number): Promise<boolean>;
  /** True when the nonce was spent before. */
  isSpent(nonce: string): Promise<boolean>;
}

/** For one process. Entries go when their token has expired. */
export class MemoryNonceStore implements NonceStore {
  readonly #spent = new Map<string, number>();
  readonly #now: () => number;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  async spend(nonce: string, expiresAt: number): Promise<boolean> {
    const now = this.#now();
    for (const [known, end] of this.#spent) if (end < now) this.#spent.delete(known);
    if (this.#spent.has(nonce)) return false;
    this.#spent.set(nonce, expiresAt);
    return true;
  }

  async isSpent(nonce: string): Promise<boolean> {
    return this.#spent.has(nonce);
  }
}
