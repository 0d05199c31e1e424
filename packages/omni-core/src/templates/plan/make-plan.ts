import { ANNOTATIONS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import { describeResource, type Resource } from '../../resources/resource.ts';
import type { IsDisowned, Kept } from '../sync/keep-foreign.ts';
import { compareResources, destroyPhasesOf, sortByRank } from '../sync/plan.ts';
import { type ActualState, nameOf } from '../sync/read-state.ts';
import { refuseOwned } from '../sync/refusal.ts';
import type { DestroyStep, SyncPlan } from '../sync/steps.ts';
import { canonicalJson } from './canonical-json.ts';
import { isOf } from './cluster-shape.ts';
import { compareText } from './compare-text.ts';
import { byResource, describeSteps } from './describe-steps.ts';
import { pathStep } from './field-changes.ts';
import { findImpact } from './find-impact.ts';
import type { Fingerprints } from './fingerprint.ts';
import { findGuards } from './guards.ts';
import { Plan, type RemakePlan } from './plan.ts';
import type { PlanDocument } from './plan-document.ts';
import { type DeletionLimit, factsOf } from './plan-facts.ts';
import { hashOf } from './plan-hash.ts';
import type { ChangeAction, KeptEntry, PlannedChange } from './planned-change.ts';
import type { WantedState } from './wanted-state.ts';

/** How a plan is made, beside what it is made from. */
export interface MakePlanOptions {
  /**
   * Take labels, annotations and locks away that the template does not name, as omnictl does.
   * @default false
   */
  readonly strict?: boolean;
  /** What the template applied last stood for. @default unknown: what it named counts as set by others */
  readonly previous?: WantedState | undefined;
  /** When a sync that deletes is taken for a mistake. */
  readonly deletionLimit?: DeletionLimit;
  /** `delete`: the cluster goes as a whole, which is what was asked for. @default 'sync' */
  readonly kind?: PlanDocument['kind'];
  /** What goes before everything else, phase by phase. @default nothing */
  readonly firstDestroyed?: readonly (readonly DestroyStep[])[];
}

/**
 * What has to change for Omni to be as it is wanted. Reads nothing: `actual` is everything it goes by.
 *
 * @throws {PlanRefusedError} when something that is wanted belongs to a controller
 */
export function makePlan(
  wanted: WantedState,
  actual: ActualState,
  fingerprints: Fingerprints,
  remake: RemakePlan,
  options: MakePlanOptions = {},
): Plan {
  const { strict = false, previous, kind = 'sync', firstDestroyed = [], deletionLimit = {} } = options;
  refuseOwned(actual.owned, wanted.clusterName);
  const differences = compareResources(
    wanted.resources,
    actual.managed,
    strict ? {} : { keepForeignUnless: disowned(wanted, previous) },
  );
  const steps: SyncPlan = {
    clusterName: wanted.clusterName,
    target: wanted.target,
    creates: sortByRank(differences.creates),
    // What a removal releases, it releases in the order of the machines.
    updates: kind === 'delete' ? differences.updates : sortByRank(differences.updates),
    destroyPhases: [...firstDestroyed, ...destroyPhasesOf(differences.destroys)],
  };
  const facts = factsOf(wanted, actual, differences, { kind, strict, previous, deletionLimit });
  const changes = describeSteps(steps, differences, fingerprints);
  const guards = findGuards(facts);
  const identity = {
    format: 'fleetwright.plan/1',
    kind,
    clusterName: wanted.clusterName,
    target: wanted.target,
    strict,
    fingerprintKey: fingerprints.keyId,
    wanted: fingerprints.of(contentsOf(wanted.resources)),
  } as const;
  const document: PlanDocument = {
    ...identity,
    hash: hashOf({ ...identity, changes, guards }),
    summary: countActions(changes, actual.managed.length),
    changes,
    guards,
    impact: findImpact(facts),
    kept: keptEntries(differences.kept),
    live: [...actual.managed, ...firstDestroyed.flat().map(({ current }) => current)]
      .map(({ metadata }) => ({ resource: describeResource(metadata), version: metadata.version }))
      .sort(byResource),
  };
  return new Plan(document, steps, { marker: fingerprints.marker, remake });
}

/** Marks the template named last time and does not name now, and locks it says shall not be there. */
export function disowned({ unlocked }: WantedState, previous: WantedState | undefined): IsDisowned {
  const named = new Map(previous?.resources.map((resource) => [nameOf(resource), resource]));
  return (resource, kind, key) => {
    if (key === ANNOTATIONS.locked && isOf(resource, types.MachineSetNode) && unlocked.has(resource.metadata.id))
      return true;
    const before = named.get(nameOf(resource));
    return before !== undefined && key in before.metadata[kind];
  };
}

function contentsOf(resources: readonly Resource[]): string {
  return resources
    .map((resource) => {
      const { labels, annotations } = resource.metadata;
      // Rendered by one code, so the bytes are the same for the same template.
      const spec = Buffer.from(resource.specBytes).toString('base64');
      return canonicalJson([nameOf(resource), labels, annotations, spec]);
    })
    .sort()
    .join('\n');
}

function countActions(changes: readonly PlannedChange[], managed: number): PlanDocument['summary'] {
  const counts: Record<ChangeAction, number> = { create: 0, update: 0, relabel: 0, reformat: 0, delete: 0 };
  for (const { action } of changes) counts[action]++;
  return { ...counts, unchanged: Math.max(0, managed - (changes.length - counts.create)) };
}

function keptEntries(kept: readonly Kept[]): KeptEntry[] {
  return kept
    .flatMap(({ resource, marks }) =>
      marks.map(({ kind, key }) => ({ resource: nameOf(resource), path: pathStep(`metadata.${kind}`, key) })),
    )
    .sort((a, b) => byResource(a, b) || compareText(a.path, b.path));
}
