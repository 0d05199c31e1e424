import { ANNOTATIONS, LABELS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import type { Resource } from '../../resources/resource.ts';
import { MachineSetSpec } from '../../wire/gen/specs.ts';
import type { Init } from '../../wire/init.ts';
import type { MachineClassModel } from '../model/machine-class.ts';
import type { MachineSetModel } from '../model/machine-set.ts';
import type { Strategy } from '../model/strategy.ts';
import { extensionResources, kernelArgsResources } from './extensions.ts';
import { patchResources, WEIGHT } from './patches.ts';
import { type Translation, wanted } from './translation.ts';

const { UpdateStrategy, MachineAllocation } = MachineSetSpec;

/** A ControlPlane or Workers document: the set, its nodes with their kernel arguments, patches and extensions. */
export function machineSetResources(set: MachineSetModel, translation: Translation): Resource[] {
  const id = machineSetId(set, translation.clusterName);
  const role = set.kind === 'ControlPlane' ? LABELS.controlPlaneRole : LABELS.workerRole;
  const cluster = { [LABELS.cluster]: translation.clusterName };
  const ofSet = { ...cluster, [LABELS.machineSet]: id };
  const labels = { ...cluster, [role]: '' };
  return [
    wanted(types.MachineSet, { id, labels, spec: machineSetSpec(set) }, translation, set),
    ...(set.machineClass === undefined ? set.machines : []).flatMap((machine) => [
      nodeResource(machine, { ...ofSet, [role]: '' }, translation),
      ...ownKernelArgs(machine, set, translation),
    ]),
    ...patchResources(set.patches, { weight: WEIGHT.machineSet, prefix: id, labels: ofSet }, translation),
    ...extensionResources(set.systemExtensions, id, ofSet, translation),
  ];
}

/** `<cluster>-control-planes`, `<cluster>-workers`, or `<cluster>-<name>` for named workers. */
export function machineSetId({ kind, name }: Pick<MachineSetModel, 'kind' | 'name'>, clusterName: string): string {
  if (kind === 'ControlPlane') return `${clusterName}-control-planes`;
  return `${clusterName}-${name === '' ? 'workers' : name}`;
}

/** A machine with a Machine document gets its kernel arguments there. */
function ownKernelArgs(machine: string, set: MachineSetModel, translation: Translation): Resource[] {
  if (translation.machines.has(machine)) return [];
  return kernelArgsResources(machine, set.kernelArgs ?? translation.clusterKernelArgs, translation);
}

function nodeResource(machine: string, labels: Readonly<Record<string, string>>, translation: Translation): Resource {
  const settings = translation.machines.get(machine);
  const annotations = settings?.locked ? { [ANNOTATIONS.locked]: '' } : {};
  return wanted(types.MachineSetNode, { id: machine, labels, annotations }, translation, settings?.descriptors);
}

function machineSetSpec(set: MachineSetModel): Init<MachineSetSpec> {
  const { updateStrategy, deleteStrategy, upgradeStrategy, bootstrapSpec, machineClass } = set;
  return {
    updateStrategy: strategyType(updateStrategy, UpdateStrategy.Rolling),
    updateStrategyConfig: strategyConfig(updateStrategy),
    deleteStrategy: strategyType(deleteStrategy, UpdateStrategy.Unset),
    deleteStrategyConfig: strategyConfig(deleteStrategy),
    upgradeStrategy: strategyType(upgradeStrategy, UpdateStrategy.Unset),
    upgradeStrategyConfig: strategyConfig(upgradeStrategy),
    bootstrapSpec: bootstrapSpec && { clusterUuid: bootstrapSpec.clusterUUID, snapshot: bootstrapSpec.snapshot },
    machineAllocation: machineClass && allocation(machineClass),
  };
}

function strategyType(strategy: Strategy | undefined, otherwise: number): number {
  return strategy?.type === undefined ? otherwise : UpdateStrategy[strategy.type];
}

function strategyConfig(strategy: Strategy | undefined): MachineSetSpec.UpdateStrategyConfig | undefined {
  return strategy?.rolling && { rolling: { maxParallelism: strategy.rolling.maxParallelism } };
}

function allocation({ name, size }: MachineClassModel): MachineSetSpec.MachineAllocation {
  const { Static, Unlimited } = MachineAllocation.Type;
  return size === 'unlimited'
    ? { name, machineCount: 0, allocationType: Unlimited }
    : { name, machineCount: size, allocationType: Static };
}
