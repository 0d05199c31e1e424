import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { labelsEqual } from '../state/query.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { ClusterReport, UpgradeReport } from './cluster-report.ts';

/**
 * What a cluster is asked to have and its statuses do not know of yet, in words: versions, machine sets, and machines
 * that come or go. Empty when they have caught up.
 */
export async function readUnseenChanges(
  state: State,
  report: ClusterReport,
  options: CallOptions,
): Promise<readonly string[]> {
  const ofCluster = { ...options, labels: [labelsEqual({ [LABELS.cluster]: report.cluster })] };
  const [machineSets, nodes] = await Promise.all([
    state.list(types.MachineSet, ofCluster),
    state.list(types.MachineSetNode, ofCluster),
  ]);
  return unseenChanges(report, machineSets, nodes);
}

/** The same from what was read. Pure. */
export function unseenChanges(
  report: ClusterReport,
  machineSets: readonly Resource[],
  nodes: readonly Resource[],
): readonly string[] {
  return [
    ...unseenVersion('Kubernetes', report.kubernetesVersion, report.kubernetesUpgrade),
    ...unseenVersion('Talos', report.talosVersion, report.talosUpgrade),
    ...unseen('machine set', machineSets, report.machineSets),
    ...unseen('machine', nodes, report.machines),
  ];
}

/** Before its first upgrade a status may know no version at all. */
function unseenVersion(what: string, wanted: string, upgrade: UpgradeReport | undefined): readonly string[] {
  const last = upgrade?.lastVersion ?? '';
  return last === '' || wanted === '' || last === wanted ? [] : [`${what} is to become ${wanted}`];
}

function unseen(
  what: string,
  asked: readonly Resource[],
  known: readonly { readonly id: string }[],
): readonly string[] {
  const knownIds = new Set(known.map(({ id }) => id));
  return asked
    .filter(({ metadata: { id, phase } }) => (phase === 'running' ? !knownIds.has(id) : knownIds.has(id)))
    .map(({ metadata: { id, phase } }) => `${what} ${id} is to ${phase === 'running' ? 'come' : 'go'}`);
}
