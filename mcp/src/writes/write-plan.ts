import type { Tier } from '../catalogue/tier.ts';
import type { SafeChange } from '../redaction/safe-change.ts';

/** Something that must hold for the plan to be carried out. */
export interface Precondition {
  readonly check: string;
  readonly ok: boolean;
  /** What was found; what to do about it when it does not hold. */
  readonly detail: string;
}

/** A resource the plan relies on. The plan is stale once any of them has another version. */
export interface Pin {
  readonly resource: string;
  /** COSI version, or `absent`. */
  readonly version: string;
}

/** What a write would do, made by reading only. */
export interface WritePlan {
  readonly summary: string;
  /** What the person approving has to type for destructive plans: the name of the cluster, machine or resource. */
  readonly subject: string;
  /** Tier of what the plan does, which can be worse than the tool's. */
  readonly tier: Tier;
  readonly changes: readonly SafeChange[];
  readonly preconditions: readonly Precondition[];
  readonly warnings: readonly string[];
  /** What it does to machines, a line each. @default nothing is known */
  readonly impact?: readonly string[];
  readonly pins: readonly Pin[];
  /** Digest of input the plan was made from beyond the arguments, e.g. of rendered templates. */
  readonly inputDigest?: string;
  /** The caller only wants to see it. @default false */
  readonly planOnly?: boolean;
  /** Carries the plan out. Runs at most once, after approval. @returns what was done, one entry per write */
  execute(signal: AbortSignal): Promise<readonly AppliedStep[]>;
}

/** One write that was done. */
export interface AppliedStep {
  readonly action: SafeChange['action'];
  readonly resource: string;
}
