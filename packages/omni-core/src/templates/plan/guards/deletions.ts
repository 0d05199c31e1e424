import { nameOf } from '../../sync/read-state.ts';
import type { ClusterShape } from '../cluster-shape.ts';
import type { GuardCheck } from './evidence.ts';

export const massDeletion: GuardCheck = ({ kind, differences, managed, deletionLimit }) => {
  if (kind === 'delete') return undefined;
  const gone = differences.destroys.map(({ current }) => nameOf(current));
  const percent = managed.length === 0 ? 0 : (100 * gone.length) / managed.length;
  if (gone.length <= deletionLimit.count && percent <= deletionLimit.percent) return undefined;
  return {
    text: `${gone.length} of ${managed.length} resources go (${Math.round(percent)} %); at most ${deletionLimit.count} and ${deletionLimit.percent} % may go unasked.`,
    resources: gone,
  };
};

export const emptyTemplate: GuardCheck = ({ kind, before, after }) => {
  if (kind === 'delete' || !hasMachines(before) || hasMachines(after)) return undefined;
  const machines = [...before.machines.values()].map(({ resource }) => resource);
  return {
    text: `The template has no machines; the cluster has ${machines.length || 'some'}.`,
    resources: machines.length > 0 ? machines : [...before.sets.values()].map(({ resource }) => resource),
  };
};

function hasMachines({ machines, sets }: ClusterShape): boolean {
  return (
    machines.size > 0 || [...sets.values()].some(({ allocation }) => allocation !== undefined && allocation.count !== 0)
  );
}
