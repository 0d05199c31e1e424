import type { Resource } from '../resources/resource.ts';
import { KubernetesUpgradeStatusSpec, TalosUpgradeStatusSpec } from '../wire/gen/specs.ts';
import type { UpgradeReport } from './cluster-report.ts';
import { enumName } from './enum-name.ts';

/** What a cluster can be upgraded in. */
export type UpgradeComponent = 'kubernetes' | 'talos';

/** The status of a Kubernetes upgrade in words. */
export function kubernetesUpgradeReport({ spec }: Resource<KubernetesUpgradeStatusSpec>): UpgradeReport {
  return upgradeReport(spec, KubernetesUpgradeStatusSpec.Phase);
}

/** The status of a Talos upgrade in words. */
export function talosUpgradeReport({ spec }: Resource<TalosUpgradeStatusSpec>): UpgradeReport {
  return upgradeReport(spec, TalosUpgradeStatusSpec.Phase);
}

function upgradeReport(
  spec: KubernetesUpgradeStatusSpec | TalosUpgradeStatusSpec,
  phases: Readonly<Record<string, number>>,
): UpgradeReport {
  return {
    phase: enumName(phases, spec.phase),
    step: spec.step,
    status: spec.status,
    error: spec.error,
    lastVersion: spec.lastUpgradeVersion,
    currentVersion: spec.currentUpgradeVersion,
  };
}
