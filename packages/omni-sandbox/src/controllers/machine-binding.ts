import { LABELS, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import { omit } from '../entries.ts';
import type { TypedStore } from '../store/typed-store.ts';

const { Role } = specs.MachineStatusSpec;
const BINDING_LABELS = [LABELS.cluster, LABELS.machineSet, LABELS.controlPlaneRole, LABELS.workerRole];

/** Shows a machine as taken; `labels` name its cluster, set and role. */
export function bindMachine(store: TypedStore, id: string, labels: Readonly<Record<string, string>>): void {
  const machine = store.find(types.MachineStatus, id);
  if (machine === undefined) return;
  store.put(types.MachineStatus, id, {
    labels: {
      ...omit(machine.resource.labels, [LABELS.available, ...BINDING_LABELS]),
      ...labels,
      [LABELS.installed]: '',
    },
    spec: {
      ...machine.spec,
      cluster: labels[LABELS.cluster] ?? '',
      role: LABELS.controlPlaneRole in labels ? Role.CONTROL_PLANE : Role.WORKER,
      maintenance: false,
    },
  });
}

/** Shows a machine as free again, back on the Talos version it registered with. */
export function releaseMachine(store: TypedStore, id: string): void {
  const machine = store.find(types.MachineStatus, id);
  if (machine === undefined) return;
  const talosVersion = machine.spec.initialTalosVersion || machine.spec.talosVersion;
  store.put(types.MachineStatus, id, {
    labels: {
      ...omit(machine.resource.labels, BINDING_LABELS),
      [LABELS.available]: '',
      [LABELS.talosVersion]: talosVersion,
    },
    spec: { ...machine.spec, cluster: '', role: Role.NONE, maintenance: true, talosVersion },
  });
}

/** Shows another Talos version, given without `v`. */
export function setTalosVersion(store: TypedStore, id: string, version: string): void {
  const machine = store.find(types.MachineStatus, id);
  if (machine === undefined || version === '') return;
  store.put(types.MachineStatus, id, {
    labels: { ...machine.resource.labels, [LABELS.talosVersion]: `v${version}` },
    spec: { ...machine.spec, talosVersion: `v${version}` },
  });
}
