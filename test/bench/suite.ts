import type { Row } from './ratio.ts';
import type { Rounds } from './rotation.ts';

/** What a suite found out. */
export interface SuiteResult {
  readonly rows: readonly Row[];
  readonly rounds: Rounds;
}

/** One subject of the bench. */
export interface Suite {
  readonly name: string;
  /** @throws {Error} when what it measures does not work, for instance when two tools answer differently */
  measure(rounds: number): Promise<SuiteResult>;
}
