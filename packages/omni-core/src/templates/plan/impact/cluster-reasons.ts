import { isDeepStrictEqual } from 'node:util';
import { LABELS } from '../../../resources/label-names.ts';
import { types } from '../../../resources/registry.ts';
import { nameOf } from '../../sync/read-state.ts';
import { changeOf } from '../../sync/steps.ts';
import { isOf } from '../cluster-shape.ts';
import type { PlanFacts } from '../plan-facts.ts';
import { type MachineReason, reasonFor } from './reason.ts';

/** What other versions and features of the cluster do to the machines that stay. */
export function clusterReasons({ before, after }: PlanFacts): MachineReason[] {
  if (before.cluster === undefined || after.cluster === undefined) return [];
  const { spec: old } = before.cluster;
  const { spec: next } = after.cluster;
  const resource = nameOf(after.cluster);
  const staying = [...after.machines.keys()].filter((machine) => before.machines.has(machine));
  const reasons: MachineReason[] = [];
  if (old.talosVersion !== next.talosVersion) {
    const text = `Talos goes from ${old.talosVersion} to ${next.talosVersion}.`;
    reasons.push(...reasonFor(staying, 'upgrade', 'certain', 'talos-version', resource, text));
  }
  if (old.kubernetesVersion !== next.kubernetesVersion) {
    const text = `Kubernetes goes from ${old.kubernetesVersion} to ${next.kubernetesVersion}.`;
    reasons.push(...reasonFor(staying, 'config-apply', 'certain', 'kubernetes-version', resource, text));
  }
  if (!isDeepStrictEqual({ ...old.features }, { ...next.features })) {
    const text = 'Features of the cluster change.';
    reasons.push(...reasonFor(staying, 'config-apply', 'guessed', 'cluster-feature', resource, text));
  }
  return reasons;
}

/** Machines that join, leave, or are asked to change their set; and disks that are read at the next installation. */
export function membershipReasons(facts: PlanFacts): MachineReason[] {
  const { before, after } = facts;
  const joining = [...after.machines.values()].filter(({ id }) => !before.machines.has(id));
  const leaving = [...before.machines.values()].filter(({ id }) => !after.machines.has(id));
  return [
    ...joining.flatMap(({ id, resource, machineSet }) =>
      reasonFor([id], 'added', 'certain', 'machine-added', resource, `It joins ${machineSet}.`),
    ),
    ...leaving.flatMap(({ id, resource, machineSet }) =>
      reasonFor([id], 'removed', 'certain', 'machine-removed', resource, `It leaves ${machineSet}.`),
    ),
    ...facts.steps.flatMap((step) => {
      const { before: current, after: next } = changeOf(step);
      if (next === undefined) return [];
      if (isOf(next, types.MachineInstallDiskConfig) && before.machines.has(next.metadata.id)) {
        const text = 'Another disk is chosen for its next installation.';
        return reasonFor([next.metadata.id], 'none', 'certain', 'install-disk', nameOf(next), text);
      }
      if (current === undefined || !isOf(next, types.MachineSetNode)) return [];
      const [from, to] = [current.metadata.labels[LABELS.machineSet], next.metadata.labels[LABELS.machineSet]];
      if (from === to || !before.machines.has(next.metadata.id)) return [];
      const text = `It is to move from ${from} to ${to}.`;
      return reasonFor([next.metadata.id], 'removed', 'guessed', 'machine-moved', nameOf(next), text);
    }),
  ];
}
