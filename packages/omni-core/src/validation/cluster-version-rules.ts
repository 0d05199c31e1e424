import { major, minor, valid } from 'semver';
import { types } from '../resources/registry.ts';
import type { ClusterSpec } from '../wire/gen/specs.ts';
import { type Findings, problem } from './resource-problem.ts';
import type { ResourceLookup, RuleSubject } from './type-rules.ts';

type Cluster = RuleSubject<ClusterSpec>;

const TALOS = 'spec.talosVersion';
const KUBERNETES = 'spec.kubernetesVersion';

/** Versions of a new cluster, and those of one with the versions `old`, which were accepted once and may stay. */
export function versionFindings(spec: ClusterSpec, lookup: ResourceLookup | undefined, old?: ClusterSpec): Findings {
  const { talosVersion, kubernetesVersion } = spec;
  const changes = {
    talos: talosVersion !== old?.talosVersion,
    kubernetes: kubernetesVersion !== old?.kubernetesVersion,
  };
  if (!changes.talos && !changes.kubernetes) return [];
  return [
    changes.talos && isMalformed(talosVersion) && problem(TALOS, `invalid talos version "${talosVersion}"`),
    changes.kubernetes &&
      isMalformed(kubernetesVersion) &&
      problem(KUBERNETES, `invalid kubernetes version "${kubernetesVersion}"`),
    ...(lookup === undefined ? [] : supportFindings(spec, lookup, old)),
  ];
}

/** No way back below the minor version a cluster was created with. */
export function talosDowngradeFinding(
  { metadata: { id }, spec: old }: Cluster,
  { talosVersion }: ClusterSpec,
  lookup: ResourceLookup | undefined,
) {
  if (lookup === undefined || old.talosVersion === talosVersion) return undefined;
  const initial = lookup.find(types.ClusterStatus, id)?.spec.initialTalosVersion || old.talosVersion;
  const change = `from version "${old.talosVersion}" to "${talosVersion}"`;
  return (
    isOlderMinor(talosVersion, initial) &&
    problem(TALOS, `downgrading ${change} is not supported: the cluster was created with "${initial}"`)
  );
}

/** Kubernetes goes one minor at a time, and back only to where a running upgrade came from. */
export function kubernetesPathFinding(
  { metadata: { id }, spec: old }: Cluster,
  { kubernetesVersion: to }: ClusterSpec,
  lookup: ResourceLookup | undefined,
) {
  const { kubernetesVersion: from } = old;
  if (from === to || isMalformed(from) || isMalformed(to)) return undefined;
  const step = major(from) === major(to) ? minor(to) - minor(from) : Number.POSITIVE_INFINITY;
  // Where an upgrade came from is never further away than a minor version up, and only the server knows it.
  const isRevert =
    lookup === undefined ? step < 0 : lookup.find(types.KubernetesUpgradeStatus, id)?.spec.lastUpgradeVersion === to;
  const isSupported = step === 0 || step === 1 || isRevert;
  return isSupported ? undefined : problem(KUBERNETES, `unsupported kubernetes upgrade path: "${from}" to "${to}"`);
}

function supportFindings(
  { talosVersion, kubernetesVersion }: ClusterSpec,
  lookup: ResourceLookup,
  old: ClusterSpec | undefined,
): Findings {
  if (isMalformed(talosVersion)) return [];
  const talos = lookup.find(types.TalosVersion, talosVersion)?.spec;
  if (talos === undefined || talos.unsupported) {
    return [problem(TALOS, `talos version "${talosVersion}" is not supported`)];
  }
  const wasDeprecated = old !== undefined && lookup.find(types.TalosVersion, old.talosVersion)?.spec.deprecated;
  if (talos.deprecated && wasDeprecated !== true) {
    return [problem(TALOS, `talos version "${talosVersion}" is no longer supported`)];
  }
  const reason = `is not compatible with talos version "${talosVersion}"`;
  return [
    !isMalformed(kubernetesVersion) &&
      !talos.compatibleKubernetesVersions.includes(kubernetesVersion) &&
      problem(KUBERNETES, `invalid kubernetes version "${kubernetesVersion}": ${reason}`),
  ];
}

function isMalformed(version: string): boolean {
  return valid(version) === null || version.startsWith('v');
}

function isOlderMinor(version: string, than: string): boolean {
  if (isMalformed(version) || isMalformed(than)) return false;
  return major(version) < major(than) || (major(version) === major(than) && minor(version) < minor(than));
}
