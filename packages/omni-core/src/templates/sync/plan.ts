import { desiredUpdate } from '../../resources/desired-update.ts';
import { ANNOTATIONS, LABELS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import type { Resource } from '../../resources/resource.ts';
import { withMetadata } from '../../resources/stored-resource.ts';
import { type IsDisowned, type Kept, keepForeign } from './keep-foreign.ts';
import { rankOf } from './rank.ts';
import { nameOf } from './read-state.ts';
import type { CreateStep, DestroyStep, UpdateStep } from './steps.ts';

/** What separates Omni from what is wanted, not yet grouped into phases. */
export interface Differences {
  readonly creates: readonly CreateStep[];
  readonly updates: readonly UpdateStep[];
  readonly destroys: readonly DestroyStep[];
  /** Resources of which labels or annotations of others stay, as they shall be. */
  readonly kept: readonly Kept[];
}

export interface CompareOptions {
  /**
   * Leave labels and annotations of others on resources that are wanted, but for those this answers true for.
   * @default nothing is left
   */
  readonly keepForeignUnless?: IsDisowned;
}

/** Compares what is wanted with what is there. Updates and removals come in the order of `actual`. Pure. */
export function compareResources(
  expected: readonly Resource[],
  actual: readonly Resource[],
  { keepForeignUnless }: CompareOptions = {},
): Differences {
  const wanted = new Map(expected.map((resource) => [nameOf(resource), resource]));
  const present = new Set(actual.map(nameOf));
  const machines = new Set(
    expected.filter(({ type }) => type.type === types.MachineSetNode.type).map(({ metadata }) => metadata.id),
  );
  const updates: UpdateStep[] = [];
  const destroys: DestroyStep[] = [];
  const kept: Kept[] = [];
  const desired = (current: Resource, match: Resource): Resource => {
    if (keepForeignUnless === undefined) return desiredUpdate(current, match);
    const keeping = keepForeign(current, match, keepForeignUnless);
    if (keeping.marks.length > 0) kept.push(keeping);
    return desiredUpdate(current, keeping.resource);
  };
  for (const current of actual) {
    const match = wanted.get(nameOf(current));
    const step = match === undefined ? withoutMatch(current, machines) : updateOf(current, desired(current, match));
    if (step?.kind === 'update') updates.push(step);
    if (step?.kind === 'destroy') destroys.push(step);
  }
  const missing = expected.filter((resource) => !present.has(nameOf(resource)));
  return { creates: missing.map((resource) => ({ kind: 'create', resource })), updates, destroys, kept };
}

/** Steps sorted by rank, otherwise in the order they came. */
export function sortByRank<Step extends CreateStep | UpdateStep>(steps: readonly Step[]): Step[] {
  return steps.toSorted((a, b) => rankOf(a.resource) - rankOf(b.resource));
}

/**
 * Removals in two phases: machine sets and their nodes, then the rest. Leaves out what goes by itself with its machine
 * set or cluster.
 */
export function destroyPhasesOf(destroys: readonly DestroyStep[]): DestroyStep[][] {
  const gone = (type: { readonly type: string }) =>
    new Set(
      destroys.filter(({ current }) => current.type.type === type.type).map(({ current }) => current.metadata.id),
    );
  const [clusters, machineSets] = [gone(types.Cluster), gone(types.MachineSet)];
  const own = destroys.filter(({ current: { type, metadata } }) => {
    const { [LABELS.cluster]: cluster, [LABELS.machineSet]: machineSet } = metadata.labels;
    if (cluster !== undefined && clusters.has(cluster)) return false;
    return type.type !== types.MachineSetNode.type || machineSet === undefined || !machineSets.has(machineSet);
  });
  const isFirst = ({ current: { type } }: DestroyStep) =>
    type.type === types.MachineSet.type || type.type === types.MachineSetNode.type;
  return [own.filter(isFirst), own.filter((step) => !isFirst(step))]
    .map((phase) => phase.toSorted((a, b) => rankOf(a.current) - rankOf(b.current)))
    .filter((phase) => phase.length > 0);
}

function updateOf(current: Resource, resource: Resource): UpdateStep | undefined {
  return current === resource ? undefined : { kind: 'update', current, resource };
}

/**
 * What becomes of a resource the template does not name. Settings of a machine survive its leaving: they are only
 * released, and never touched unless a template made them.
 */
function withoutMatch(current: Resource, machines: ReadonlySet<string>): UpdateStep | DestroyStep | undefined {
  const { type, metadata } = current;
  const isKernelArgs = type.type === types.KernelArg.type;
  const isInstallDisk = type.type === types.MachineInstallDiskConfig.type;
  if (!isKernelArgs && !isInstallDisk) return { kind: 'destroy', current };
  if (metadata.annotations[ANNOTATIONS.managedByTemplates] === undefined) return undefined;
  if (isInstallDisk && machines.has(metadata.id)) return { kind: 'destroy', current };
  return { kind: 'update', current, resource: released(current) };
}

function released(resource: Resource): Resource {
  const { [ANNOTATIONS.managedByTemplates]: _, ...annotations } = resource.metadata.annotations;
  return withMetadata(resource, { annotations });
}
