import type { ClusterReport, UpgradeReport } from './cluster-report.ts';

/**
 * What keeps a cluster from being healthy by Omni's rule: the cluster and every machine set must be running and ready,
 * and no upgrade may be under way. Machines, load balancer and control plane conditions explain, they do not count.
 */
export function unhealthyReasons(report: Omit<ClusterReport, 'healthy' | 'reasons'>): readonly string[] {
  const reasons: string[] = [];
  if (report.phase !== 'RUNNING') reasons.push(`cluster is ${report.phase}`);
  if (!report.ready) {
    const { healthy, total } = report.machineCounts;
    reasons.push(`cluster is not ready (${healthy} of ${total} machines healthy)`);
  }
  for (const { id, phase, ready, error } of report.machineSets) {
    const because = error === '' ? '' : `: ${error}`;
    if (phase !== 'Running') reasons.push(`machine set ${id} is ${phase}${because}`);
    else if (!ready) reasons.push(`machine set ${id} is not ready${because}`);
  }
  reasons.push(...upgradeReasons('Kubernetes', report.kubernetesUpgrade));
  reasons.push(...upgradeReasons('Talos', report.talosUpgrade));
  return reasons;
}

function upgradeReasons(what: string, upgrade: UpgradeReport | undefined): readonly string[] {
  if (upgrade === undefined || upgrade.phase === 'Done') return [];
  const detail = [upgrade.step, upgrade.status, upgrade.error].filter((text) => text !== '').join(', ');
  return [`${what} upgrade is ${upgrade.phase}${detail === '' ? '' : `: ${detail}`}`];
}
