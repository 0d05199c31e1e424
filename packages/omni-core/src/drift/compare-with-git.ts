import { redactedDiff } from '../redaction/redacted-diff.ts';
import { describeResource, type Resource } from '../resources/resource.ts';
import { describeChange } from '../templates/plan/describe-change.ts';
import { pathStep } from '../templates/plan/field-changes.ts';
import type { Fingerprints } from '../templates/plan/fingerprint.ts';
import { disowned } from '../templates/plan/make-plan.ts';
import type { PlannedChange } from '../templates/plan/planned-change.ts';
import type { WantedState } from '../templates/plan/wanted-state.ts';
import type { Kept } from '../templates/sync/keep-foreign.ts';
import { compareResources } from '../templates/sync/plan.ts';
import type { ActualState } from '../templates/sync/read-state.ts';
import { refuseOwned } from '../templates/sync/refusal.ts';
import { changeOf, subjectOf } from '../templates/sync/steps.ts';

/** One resource that is not as a commit says. */
export interface Deviation {
  readonly subject: Resource;
  readonly change: PlannedChange;
  /** From Git (`-`) to Omni (`+`). */
  diff(): string;
}

/** Everything that separates Omni from one commit. */
export interface Deviations {
  /** By the name of the resource. */
  readonly changed: ReadonlyMap<string, Deviation>;
  /** Labels and annotations of others, which a sync keeps. */
  readonly kept: readonly KeptMarks[];
}

/** Labels and annotations of others on one resource. */
export interface KeptMarks {
  readonly subject: Resource;
  readonly paths: readonly string[];
}

export interface CompareWithGitOptions {
  /** What was applied before; see `PlanSyncOptions.previous`. */
  readonly previous: WantedState | undefined;
  readonly strict: boolean;
  readonly fingerprints: Fingerprints;
}

/**
 * Compares a cluster with what a commit wants of it.
 * @throws {PlanRefusedError} when something that is wanted belongs to a controller
 */
export function compareWithGit(wanted: WantedState, actual: ActualState, options: CompareWithGitOptions): Deviations {
  const { previous, strict, fingerprints } = options;
  refuseOwned(actual.owned, wanted.clusterName);
  const { creates, updates, destroys, kept } = compareResources(
    wanted.resources,
    actual.managed,
    strict ? {} : { keepForeignUnless: disowned(wanted, previous) },
  );
  const { target } = wanted;
  const place = { phase: 0, carriedOutBy: 'apply', target, fingerprints } as const;
  const changed = [...creates, ...updates, ...destroys].map((step): [string, Deviation] => {
    const subject = subjectOf(step);
    const { before: omni, after: git } = changeOf(step);
    const diff = () => redactedDiff({ before: git, after: omni }, fingerprints.marker, { target });
    return [describeResource(subject.metadata), { subject, change: describeChange(step, place), diff }];
  });
  return { changed: new Map(changed), kept: kept.map(keptMarks) };
}

function keptMarks({ resource, marks }: Kept): KeptMarks {
  return { subject: resource, paths: marks.map(({ kind, key }) => pathStep(`metadata.${kind}`, key)) };
}
