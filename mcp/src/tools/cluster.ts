import type { ClusterReport, UpgradeReport } from '@fleetwright/omni-core';
import { z } from 'zod';
import { readTool } from '../catalogue/tool.ts';
import { printRows } from '../list/print-rows.ts';

const upgrade = z.object({ phase: z.string(), step: z.string(), to: z.string(), error: z.string() });

const machine = z.object({
  id: z.string(),
  hostname: z.string(),
  machine_set: z.string(),
  stage: z.string(),
  ready: z.boolean(),
  config_up_to_date: z.boolean(),
  locked: z.boolean(),
  error: z.string(),
});

const status = z.object({
  cluster: z.string(),
  phase: z.string(),
  healthy: z.boolean(),
  reasons: z.array(z.string()).describe('What keeps it from being healthy'),
  locked: z.boolean(),
  kubernetes_version: z.string(),
  talos_version: z.string(),
  machines_total: z.int(),
  machines_healthy: z.int(),
  load_balancer_healthy: z.boolean().optional(),
  kubernetes_upgrade: upgrade.optional(),
  talos_upgrade: upgrade.optional(),
  machine_sets: z.array(
    z.object({
      id: z.string(),
      phase: z.string(),
      ready: z.boolean(),
      healthy: z.int(),
      total: z.int(),
      locked_updates: z.int(),
      error: z.string(),
    }),
  ),
  machines: z.array(machine),
  machines_left_out: z.int(),
});

/** The state of one cluster as a tree. */
export const clusterStatus = readTool({
  name: 'omni_cluster',
  title: 'Cluster status',
  description:
    'Shows the state of one cluster: health and what stands in its way, versions, upgrades, machine sets, and the machines that are not in order (or all). Use omni_list type=clusters to find names.',
  input: z.strictObject({
    cluster: z.string().min(1).max(120).describe('Cluster name'),
    machines: z.enum(['problems', 'all', 'none']).default('problems').describe('Which machines to show'),
    limit: z.int().min(1).max(200).default(40).describe('Most machines to show'),
  }),
  data: status,
  async run({ cluster, machines, limit }, { omni }) {
    const report = await omni.clusterReport(cluster);
    const wanted = report.machines.filter(
      ({ stage, ready, configUpToDate, locked, lastConfigError }) =>
        machines === 'all' ||
        (machines === 'problems' &&
          (stage !== 'RUNNING' || !ready || !configUpToDate || locked || lastConfigError !== '')),
    );
    return { data: statusOf(report, wanted.slice(0, limit), Math.max(0, wanted.length - limit)), text: printStatus };
  },
});

function statusOf(
  report: ClusterReport,
  machines: ClusterReport['machines'],
  leftOut: number,
): z.output<typeof status> {
  const { loadBalancerHealthy, kubernetesUpgrade, talosUpgrade } = report;
  return {
    cluster: report.cluster,
    phase: report.phase,
    healthy: report.healthy,
    reasons: [...report.reasons],
    locked: report.locked,
    kubernetes_version: report.kubernetesVersion,
    talos_version: report.talosVersion,
    machines_total: report.machineCounts.total,
    machines_healthy: report.machineCounts.healthy,
    ...(loadBalancerHealthy === undefined ? {} : { load_balancer_healthy: loadBalancerHealthy }),
    ...(kubernetesUpgrade === undefined ? {} : { kubernetes_upgrade: upgradeOf(kubernetesUpgrade) }),
    ...(talosUpgrade === undefined ? {} : { talos_upgrade: upgradeOf(talosUpgrade) }),
    machine_sets: report.machineSets.map(({ id, phase, ready, machines: counts, lockedUpdates, error }) => ({
      id,
      phase,
      ready,
      healthy: counts.healthy,
      total: counts.total,
      locked_updates: lockedUpdates,
      error,
    })),
    machines: machines.map(({ id, hostname, machineSet, stage, ready, configUpToDate, locked, lastConfigError }) => ({
      id,
      hostname,
      machine_set: machineSet,
      stage,
      ready,
      config_up_to_date: configUpToDate,
      locked,
      error: lastConfigError,
    })),
    machines_left_out: leftOut,
  };
}

function upgradeOf({ phase, step, currentVersion, lastVersion, error }: UpgradeReport): z.output<typeof upgrade> {
  return { phase, step, to: currentVersion || lastVersion, error };
}

function printStatus({ machine_sets, machines, reasons, ...facts }: z.output<typeof status>): string {
  const flat = Object.entries(facts).map(
    ([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  return [
    ...flat,
    ...reasons.map((reason) => `not healthy: ${reason}`),
    printRows(machine_sets),
    ...(machines.length === 0 ? [] : [printRows(machines)]),
  ].join('\n');
}
