import { zstdCompressSync } from 'node:zlib';
import { ANNOTATIONS, LABELS, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import { pick } from '../entries.ts';
import type { Typed, TypedStore } from '../store/typed-store.ts';
import type { MachineView } from './cluster-view.ts';
import { isUpToDate, type MachineGoal, type MachineState } from './machine-lifecycle.ts';

const { Stage } = specs.ClusterMachineStatusSpec;

/** Labels a machine in a cluster passes on to everything that is about it. */
export const INHERITED_LABELS: readonly string[] = [
  LABELS.cluster,
  LABELS.machineSet,
  LABELS.controlPlaneRole,
  LABELS.workerRole,
];

/** What {@link writeMachineState} needs to know beyond the state. */
export interface MachineFacts {
  readonly locked: boolean;
  readonly connected: boolean;
  readonly outdated: boolean;
  /** In the order they apply. */
  readonly patches: readonly Typed<specs.ConfigPatchSpec>[];
  /** The configuration it runs, secrets redacted. */
  readonly config: string;
}

/** Reads back what {@link writeMachineState} wrote; `undefined` before the first time. */
export function machineState({ status, config, clusterMachine }: MachineView): MachineState | undefined {
  if (status === undefined) return undefined;
  return {
    stage: status.spec.stage,
    upToDate: status.spec.configUpToDate,
    configHash: config?.spec.clusterMachineConfigSha256 ?? '',
    talosVersion: config?.spec.talosVersion ?? '',
    kubernetesVersion: clusterMachine?.spec.kubernetesVersion ?? '',
  };
}

/** Publishes the state of a machine in the resources where clients look for it. */
export function writeMachineState(
  store: TypedStore,
  view: MachineView,
  state: MachineState,
  facts: MachineFacts,
): void {
  const { id, machine } = view;
  const labels = inherited(view);
  const hostname = machine?.spec.network?.hostname ?? id;
  const joined = state.kubernetesVersion !== '';
  store.put(types.ClusterMachineStatus, id, {
    owner: 'ClusterMachineStatusController',
    labels: {
      ...labels,
      [LABELS.hostname]: hostname,
      ...(facts.connected && { [LABELS.connected]: '' }),
      ...(joined && { [LABELS.nodeName]: hostname }),
      ...(facts.locked && facts.outdated && { [LABELS.lockedUpdate]: '' }),
    },
    annotations: facts.locked ? { [ANNOTATIONS.locked]: '' } : {},
    spec: {
      stage: state.stage,
      ready: facts.connected && (state.stage === Stage.RUNNING || state.stage === Stage.CONFIGURING),
      configUpToDate: state.upToDate,
      configApplyStatus: state.upToDate ? specs.ConfigApplyStatus.APPLIED : specs.ConfigApplyStatus.PENDING,
      managementAddress: machine?.spec.managementAddress ?? '',
      provisionStatus: {},
    },
  });
  store.put(types.ClusterMachineConfigStatus, id, {
    owner: 'ClusterMachineConfigStatusController',
    labels,
    spec: {
      clusterMachineConfigSha256: state.configHash,
      talosVersion: state.talosVersion,
      schematicId: machine?.spec.schematic?.fullId ?? '',
      redactedCurrentMachineConfig: facts.config,
    },
  });
  store.put(types.ClusterMachineConfigPatch, id, {
    owner: 'ClusterMachineConfigPatchesController',
    labels,
    spec: patchList(facts.patches),
  });
  if (!joined) return;
  store.put(types.ClusterMachine, id, { spec: { kubernetesVersion: state.kubernetesVersion } });
  store.put(types.ClusterMachineIdentity, id, {
    owner: 'ClusterMachineIdentityController',
    labels,
    spec: { nodename: hostname, nodeIps: machine?.spec.network?.addresses ?? [] },
  });
}

/** Shows what waits for a running machine, and nothing once it is taken over. */
export function writePendingUpdate(
  store: TypedStore,
  view: MachineView,
  state: MachineState,
  goal: MachineGoal & { readonly configDiff: string },
): void {
  if (state.stage !== Stage.RUNNING || isUpToDate(state, goal)) {
    store.remove(types.MachinePendingUpdate, view.id);
    return;
  }
  const schematic = view.machine?.spec.schematic?.fullId ?? '';
  const upgrade = state.talosVersion !== goal.talosVersion && {
    upgrade: {
      fromSchematic: schematic,
      toSchematic: schematic,
      fromVersion: state.talosVersion,
      toVersion: goal.talosVersion,
    },
  };
  store.put(types.MachinePendingUpdate, view.id, {
    owner: 'ClusterMachineConfigStatusController',
    labels: inherited(view),
    spec: { configDiff: goal.configDiff, ...upgrade },
  });
}

/** Takes back everything that was published about a machine in a cluster. */
export function removeMachineOutputs(store: TypedStore, id: string): void {
  for (const type of [
    types.MachinePendingUpdate,
    types.RedactedClusterMachineConfig,
    types.ClusterMachineIdentity,
    types.ClusterMachineConfigPatch,
    types.ClusterMachineConfigStatus,
    types.ClusterMachineStatus,
  ]) {
    store.remove(type, id);
  }
  for (const { resource } of store.list(types.MachineConfigDiff, { labels: { [LABELS.machine]: id } })) {
    store.remove(types.MachineConfigDiff, resource.id);
  }
}

function inherited({ clusterMachine }: MachineView): Record<string, string> {
  return pick(clusterMachine?.resource.labels ?? {}, INHERITED_LABELS);
}

/** Omni keeps the list in one form: all entries compressed as soon as one is. */
function patchList(patches: readonly Typed<specs.ConfigPatchSpec>[]): Partial<specs.ClusterMachineConfigPatchesSpec> {
  if (patches.every(({ spec }) => spec.compressedData.length === 0))
    return { patches: patches.map(({ spec }) => spec.data) };
  return {
    compressedPatches: patches.map(({ spec }) =>
      spec.compressedData.length > 0 ? spec.compressedData : zstdCompressSync(spec.data),
    ),
  };
}
