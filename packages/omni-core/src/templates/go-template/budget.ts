import type { TemplateLimits } from '../limits.ts';
import { TemplateLimitError, type TemplateLimitName } from '../source-errors.ts';

const CHARACTERS_PER_STEP = 64;

/** Counts what evaluating takes and stops it at its limits. Shared by everything that belongs to one composition. */
export class Budget {
  readonly limits: TemplateLimits;
  #steps = 0;
  #depth = 0;

  constructor(limits: TemplateLimits) {
    this.limits = limits;
  }

  /** @throws {TemplateLimitError} when the steps are used up */
  spend(steps = 1): void {
    this.#steps += steps;
    if (this.#steps > this.limits.steps) this.refuse('steps');
  }

  /** Pays for a text before it is made. @throws {TemplateLimitError} when it would be too long */
  spendCharacters(count: number): void {
    if (count > this.limits.outputCharacters) this.refuse('outputCharacters');
    this.spend(Math.ceil(count / CHARACTERS_PER_STEP));
  }

  /** Does something one level deeper. @throws {TemplateLimitError} when that is too deep */
  deeper<T>(act: () => T): T {
    this.#depth += 1;
    if (this.#depth > this.limits.depth) this.refuse('depth');
    try {
      return act();
    } finally {
      this.#depth -= 1;
    }
  }

  refuse(limit: TemplateLimitName): never {
    throw new TemplateLimitError(limit, this.limits[limit]);
  }
}
