import type { PlanSyncOptions } from '../templates/plan/plan-sync.ts';
import type { Template } from '../templates/template.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { DriftFailure, DriftReport } from './drift-report.ts';
import type { NoiseRule } from './noise-rules.ts';

/** One template at the two commits Omni is compared with. */
export interface DriftSource {
  /** Where it is, for people, e.g. the path of its file. */
  readonly name: string;
  /** As it was applied last; absent when nobody knows. */
  readonly applied?: Template | undefined;
  /** At the head of the branch; `deleted` when it is gone from there, absent when nobody looked. */
  readonly head?: Template | 'deleted' | undefined;
  /** Why it could not be read; it is in the report. */
  readonly failure?: DriftFailure | undefined;
}

/** `timeoutMs` limits each call to Omni. */
export interface FindDriftOptions extends CallOptions, Pick<PlanSyncOptions, 'strict' | 'fingerprintKey'> {
  /** What the report is about, for people: a repository, an Omni. @default '' */
  readonly title?: string;
  /** The commits the templates are from, for the report. */
  readonly commits?: { readonly applied?: string | undefined; readonly head?: string | undefined };
  /** The report before this one: what is in it keeps the time it was seen first. @default everything is new */
  readonly previous?: DriftReport | undefined;
  /** What is taken for no drift. @default DRIFT_NOISE */
  readonly noise?: readonly NoiseRule[];
  /** Look at the health of the clusters and the versions of their machines as well. @default true */
  readonly health?: boolean;
  /**
   * Answers true for clusters that only these templates may describe: one that a template made and none of them
   * describes is extra.
   * @default clusters without a template are not looked for
   */
  readonly scope?: ((cluster: string) => boolean) | undefined;
  /** @default the time of the call */
  readonly now?: Date;
}
