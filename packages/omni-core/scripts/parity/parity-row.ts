/** A command of omnictl and what stands for it here. */
export interface ParityRow {
  /** Words after `omnictl`. */
  readonly command: string;
  /** `P`: only its part that talks to Omni, the one about files and terminals is the caller's. */
  readonly scope: 'L' | 'P';
  /** Exported names that do it: functions, or paths from an `OmniClient` called `omni`. */
  readonly calls: readonly string[];
  /** Tests and examples that make these calls, from the root of the repository. */
  readonly tests: readonly string[];
  /** What is different. */
  readonly note?: string;
}

/** Something that omnictl needs and a library cannot give. */
export interface ParityLimit {
  readonly name: string;
  readonly text: string;
}
