import type { MachineClassAllocation, MachineSetStrategies } from '../clusters/new-cluster.ts';
import { LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { MachineSetSpec } from '../wire/gen/specs.ts';
import type { Init } from '../wire/init.ts';
import type { BuiltMetadata } from './built-metadata.ts';
import { type MachineSetName, type MachineSetRole, machineSetId } from './machine-set-name.ts';

/** A machine set without its machines. */
export interface BuildMachineSetOptions extends MachineSetName, BuiltMetadata {
  /** Let Omni choose the machines. @default they are named one by one, with `buildMachineSetNode` */
  readonly machineClass?: MachineClassAllocation;
  /** How many machines change at a time. @default Omni's own */
  readonly strategies?: MachineSetStrategies;
  /** Of a control plane: start from an etcd backup; see `clusters.backups.restoreSpec`. @default empty */
  readonly restoreFrom?: { readonly clusterUuid: string; readonly snapshot: string };
}

const { MachineAllocation, UpdateStrategy } = MachineSetSpec;

/** The resource of a machine set. Nothing is checked here: see `validateResource`. */
export function buildMachineSet(options: BuildMachineSetOptions): Resource<MachineSetSpec> {
  const { cluster, role, machineClass, strategies = {}, restoreFrom, labels = {}, annotations = {} } = options;
  return newResource<MachineSetSpec>(types.MachineSet, {
    id: machineSetId(options),
    labels: { ...labels, [LABELS.cluster]: cluster, [roleLabel(role)]: '' },
    annotations,
    spec: {
      updateStrategy: UpdateStrategy.Rolling,
      ...strategiesOf(strategies),
      ...(machineClass !== undefined && { machineAllocation: allocationOf(machineClass) }),
      ...(restoreFrom !== undefined && { bootstrapSpec: restoreFrom }),
    },
  });
}

/** The label that says what machines do. */
export function roleLabel(role: MachineSetRole): string {
  return role === 'control-plane' ? LABELS.controlPlaneRole : LABELS.workerRole;
}

function strategiesOf({ update, delete: deletion, upgrade }: MachineSetStrategies): Init<MachineSetSpec> {
  return {
    ...(update !== undefined && { updateStrategyConfig: { rolling: update } }),
    ...(deletion !== undefined && {
      deleteStrategy: UpdateStrategy.Rolling,
      deleteStrategyConfig: { rolling: deletion },
    }),
    ...(upgrade !== undefined && {
      upgradeStrategy: UpdateStrategy.Rolling,
      upgradeStrategyConfig: { rolling: upgrade },
    }),
  };
}

function allocationOf({ name, size }: MachineClassAllocation): Init<MachineSetSpec.MachineAllocation> {
  return size === 'unlimited'
    ? { name, allocationType: MachineAllocation.Type.Unlimited }
    : { name, allocationType: MachineAllocation.Type.Static, machineCount: size };
}
