import { types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import { label, omit } from '../labels.ts';
import type { TypedStore } from '../store/typed-store.ts';

const { Role } = specs.MachineStatusSpec;
const BINDING_LABELS = [label.cluster, label.machineSet, label.controlPlane, label.worker];

/** Shows a machine as taken; `labels` name its cluster, set and role. */
export function bindMachine(store: TypedStore, id: string, labels: Readonly<Record<string, string>>): void {
  const machine = store.find(types.MachineStatus, id);
  if (machine === undefined) return;
  store.put(types.MachineStatus, id, {
    labels: {
      ...omit(machine.resource.labels, [label.available, ...BINDING_LABELS]),
      ...labels,
      [label.installed]: '',
    },
    spec: {
      ...machine.spec,
      cluster: labels[label.cluster] ?? '',
      role: label.controlPlane in labels ? Role.CONTROL_PLANE : Role.WORKER,
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
      [label.available]: '',
      [label.talosVersion]: talosVersion,
    },
    spec: { ...machine.spec, cluster: '', role: Role.NONE, maintenance: true, talosVersion },
  });
}

/** Shows another Talos version, given without `v`. */
export function setTalosVersion(store: TypedStore, id: string, version: string): void {
  const machine = store.find(types.MachineStatus, id);
  if (machine === undefined || version === '') return;
  store.put(types.MachineStatus, id, {
    labels: { ...machine.resource.labels, [label.talosVersion]: `v${version}` },
    spec: { ...machine.spec, talosVersion: `v${version}` },
  });
}
