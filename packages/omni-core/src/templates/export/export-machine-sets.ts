import { LABELS } from '../../resources/label-names.ts';
import type { Resource } from '../../resources/resource.ts';
import { MachineSetSpec } from '../../wire/gen/specs.ts';
import { TemplateInvalidError } from '../errors.ts';
import { goQuote } from '../go-format.ts';
import type { MachineClassModel } from '../model/machine-class.ts';
import type { MachineSetModel } from '../model/machine-set.ts';
import type { Strategy } from '../model/strategy.ts';
import type { ExportedParts } from './exported-parts.ts';
import { descriptorsOf, extensionsAt, patchesAt } from './levels.ts';

type AnySet = MachineSetModel<'ControlPlane'> | MachineSetModel<'Workers'>;

/** ControlPlane and Workers documents: the control plane, the default workers, then by name. */
export function exportMachineSets(parts: ExportedParts, cluster: string): AnySet[] {
  expectKnownSets(parts);
  return parts.sets.map((set) => exportSet(set, parts, cluster)).toSorted(byKindAndName);
}

function exportSet(set: Resource<MachineSetSpec>, parts: ExportedParts, cluster: string): AnySet {
  const { metadata, spec } = set;
  const level = { machineSet: metadata.id };
  const machineClass = classOf(spec);
  const common = {
    ...descriptorsOf(metadata),
    machines: machineClass === undefined ? machinesOf(metadata.id, parts) : [],
    machineClass,
    updateStrategy: strategyOf(spec.updateStrategy, spec.updateStrategyConfig, 'Rolling'),
    deleteStrategy: strategyOf(spec.deleteStrategy, spec.deleteStrategyConfig, 'Unset'),
    upgradeStrategy: strategyOf(spec.upgradeStrategy, spec.upgradeStrategyConfig, 'Unset'),
    patches: patchesAt(level, parts),
    systemExtensions: extensionsAt(level, parts),
    kernelArgs: undefined,
  };
  if (LABELS.controlPlaneRole in metadata.labels) {
    const { bootstrapSpec: from } = spec;
    const bootstrapSpec = from && { clusterUUID: from.clusterUuid, snapshot: from.snapshot };
    // A control plane may not name these two; a bare type of them means nothing to it.
    const updateStrategy = common.updateStrategy?.rolling && common.updateStrategy;
    const deleteStrategy = common.deleteStrategy?.rolling && common.deleteStrategy;
    return { kind: 'ControlPlane', name: '', bootstrapSpec, ...common, updateStrategy, deleteStrategy };
  }
  if (!(LABELS.workerRole in metadata.labels)) throw refusal(`machine set ${goQuote(metadata.id)} has no role label`);
  return { kind: 'Workers', name: nameOf(metadata.id, cluster), bootstrapSpec: undefined, ...common };
}

/** Empty for the default workers, whose name need not be written. */
function nameOf(id: string, cluster: string): string {
  const name = id.startsWith(`${cluster}-`) ? id.slice(cluster.length + 1) : id;
  return name === 'workers' ? '' : name;
}

function machinesOf(set: string, { nodes }: ExportedParts): string[] {
  return nodes.filter(({ metadata }) => metadata.labels[LABELS.machineSet] === set).map(({ metadata }) => metadata.id);
}

function expectKnownSets({ nodes, sets }: ExportedParts): void {
  const known = new Set(sets.map(({ metadata }) => metadata.id));
  for (const { metadata } of nodes) {
    const set = metadata.labels[LABELS.machineSet];
    if (set === undefined) throw refusal(`machine set node ${goQuote(metadata.id)} has no machine set label`);
    if (!known.has(set)) throw refusal(`unexpected machine set label ${goQuote(set)}`);
  }
}

function classOf({ machineAllocation, machineClass }: MachineSetSpec): MachineClassModel | undefined {
  // Old clusters still have the class in a field of its own.
  const allocation = machineAllocation ?? machineClass;
  if (allocation === undefined) return undefined;
  const unlimited = allocation.allocationType === MachineSetSpec.MachineAllocation.Type.Unlimited;
  return { name: allocation.name, size: unlimited ? 'unlimited' : allocation.machineCount };
}

/**
 * `undefined` for what sets have anyway. A type that is not the usual one is written even when no parallelism is: omnictl
 * leaves it out, and its template changes the set.
 */
function strategyOf(
  type: number,
  config: MachineSetSpec.UpdateStrategyConfig | undefined,
  usual: 'Rolling' | 'Unset',
): Strategy | undefined {
  const name = type === MachineSetSpec.UpdateStrategy.Rolling ? 'Rolling' : 'Unset';
  const rolling = config?.rolling && { maxParallelism: config.rolling.maxParallelism };
  if (name === usual) return rolling && { type: undefined, rolling };
  return { type: name, rolling };
}

function byKindAndName(left: AnySet, right: AnySet): number {
  if (left.kind !== right.kind) return left.kind === 'ControlPlane' ? -1 : 1;
  return left.name < right.name ? -1 : 1;
}

function refusal(message: string): TemplateInvalidError {
  return new TemplateInvalidError(message, [{ message, context: [] }]);
}
