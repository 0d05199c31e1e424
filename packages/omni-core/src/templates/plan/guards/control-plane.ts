import { type ClusterShape, controlPlaneSize, type ShapeMachine } from '../cluster-shape.ts';
import type { PlanFacts } from '../plan-facts.ts';
import { few, type GuardCheck } from './evidence.ts';

export const controlPlaneRemoval: GuardCheck = (facts) => {
  if (facts.kind === 'delete') return undefined;
  const { leaving, fewer } = membership(facts);
  if (leaving.length === 0 && fewer <= 0) return undefined;
  const who = leaving.length > 0 ? `: ${few(leaving.map(({ id }) => id))}` : '';
  const count = Math.max(leaving.length, fewer);
  return {
    text: `${count} control plane ${count === 1 ? 'machine leaves' : 'machines leave'} the cluster${who}.`,
    resources: [...leaving.map(({ resource }) => resource), ...(leaving.length === 0 ? setsOf(facts.after) : [])],
  };
};

export const evenControlPlanes: GuardCheck = ({ kind, before, after }) => {
  const size = controlPlaneSize(after);
  if (kind === 'delete' || size === 0 || size % 2 === 1 || size === controlPlaneSize(before)) return undefined;
  return {
    text: `The control plane becomes ${size} machines; with ${size - 1} it survives as many failures.`,
    resources: setsOf(after),
  };
};

export const quorumLoss: GuardCheck = (facts) => {
  if (facts.kind === 'delete' || controlPlaneSize(facts.after) === 0) return undefined;
  const { present, staying, leaving } = membership(facts);
  const majority = Math.floor(present / 2) + 1;
  if (present === 0 || staying >= majority) return undefined;
  return {
    text: `Of ${present} control plane machines ${staying} ${staying === 1 ? 'stays' : 'stay'}; etcd needs ${majority} of them.`,
    resources: leaving.length > 0 ? leaving.map(({ resource }) => resource) : setsOf(facts.after),
  };
};

export const lastControlPlane: GuardCheck = ({ kind, before, after }) => {
  if (kind === 'delete' || controlPlaneSize(before) === 0 || controlPlaneSize(after) > 0) return undefined;
  const machines = controlPlanes(before);
  return {
    text: 'No control plane machine stays: the cluster is lost.',
    resources: machines.length > 0 ? machines.map(({ resource }) => resource) : setsOf(before),
  };
};

/** Who of the present control plane goes and stays. Of a set that takes its machines from a class only numbers are known. */
function membership({ before, after }: PlanFacts) {
  const members = controlPlanes(before);
  const leaving = members.filter(({ id }) => after.machines.get(id)?.role !== 'controlplane');
  const present = controlPlaneSize(before);
  const fewer = present - controlPlaneSize(after);
  return { leaving, fewer, present, staying: present - Math.max(leaving.length, fewer) };
}

function controlPlanes({ machines }: ClusterShape): ShapeMachine[] {
  return [...machines.values()].filter(({ role }) => role === 'controlplane');
}

function setsOf({ sets }: ClusterShape): string[] {
  return [...sets.values()].filter(({ role }) => role === 'controlplane').map(({ resource }) => resource);
}
