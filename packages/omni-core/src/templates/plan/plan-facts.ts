import { LABELS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Differences } from '../sync/plan.ts';
import { type ActualState, nameOf } from '../sync/read-state.ts';
import { type PlanStep, subjectOf } from '../sync/steps.ts';
import { type ClusterShape, clusterShape } from './cluster-shape.ts';
import { compareText } from './compare-text.ts';
import type { PlanDocument } from './plan-document.ts';
import type { WantedState } from './wanted-state.ts';

/** When a sync that deletes is taken for a mistake. */
export interface DeletionLimit {
  /** More resources than this. @default 10 */
  readonly count?: number;
  /** More than this share of what templates manage of the cluster. @default 50 */
  readonly percent?: number;
}

/** Everything that is known about a plan before it is judged. */
export interface PlanFacts {
  readonly kind: PlanDocument['kind'];
  readonly wanted: WantedState;
  readonly strict: boolean;
  /** What the template applied last stood for, when somebody kept it. */
  readonly previous: WantedState | undefined;
  readonly before: ClusterShape;
  readonly after: ClusterShape;
  readonly differences: Differences;
  /** All steps, also those that Omni carries out by itself, by resource. */
  readonly steps: readonly PlanStep[];
  /** What templates manage of the cluster now. */
  readonly managed: readonly Resource[];
  readonly deletionLimit: Required<DeletionLimit>;
}

/** Gathers what is known: the cluster as it is, and as it is once every step is carried out. */
export function factsOf(
  wanted: WantedState,
  { managed, allocated }: ActualState,
  differences: Differences,
  options: Pick<PlanFacts, 'kind' | 'strict' | 'previous'> & { readonly deletionLimit: DeletionLimit },
): PlanFacts {
  const { kind, strict, previous } = options;
  const { count = 10, percent = 50 } = options.deletionLimit;
  const { creates, updates, destroys } = differences;
  const changed = new Map(updates.map(({ current, resource }) => [current, resource]));
  const gone = new Set(destroys.map(({ current }) => current));
  const remaining = managed
    .filter((resource) => !gone.has(resource))
    .map((resource) => changed.get(resource) ?? resource);
  const after = clusterShape(wanted.clusterName, [...remaining, ...creates.map(({ resource }) => resource)]);
  const nodesThatStay = clusterShape(
    wanted.clusterName,
    allocated.filter(
      ({ metadata }) => after.sets.get(metadata.labels[LABELS.machineSet] ?? '')?.allocation !== undefined,
    ),
  );
  return {
    kind,
    wanted,
    strict,
    previous,
    before: clusterShape(wanted.clusterName, [...managed, ...allocated]),
    after: { ...after, machines: new Map([...after.machines, ...nodesThatStay.machines]) },
    differences,
    steps: [...creates, ...updates, ...destroys].toSorted(bySubject),
    managed,
    deletionLimit: { count, percent },
  };
}

/** The order of reading must not show. */
function bySubject(left: PlanStep, right: PlanStep): number {
  return compareText(nameOf(subjectOf(left)), nameOf(subjectOf(right)));
}

/** The machine a resource is about, if it is about one. */
export function machineOf({ type, metadata }: Resource): string | undefined {
  const perMachine = [types.MachineSetNode, types.KernelArg, types.MachineInstallDiskConfig];
  if (perMachine.some((other) => other.type === type.type)) return metadata.id;
  return metadata.labels[LABELS.clusterMachine];
}
