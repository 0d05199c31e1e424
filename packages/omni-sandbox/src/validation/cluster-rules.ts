import { ANNOTATIONS, types } from '@fleetwright/omni-core';
import type { specs } from '@fleetwright/omni-core/wire';
import { major, minor, valid } from 'semver';
import type { StoredResource } from '../store/stored-resource.ts';
import type { Typed, TypedStore } from '../store/typed-store.ts';
import type { Problems } from './refusals.ts';

type Cluster = Typed<specs.ClusterSpec>;

/** Rules for a new cluster. */
export function newClusterProblems(store: TypedStore, { spec }: Cluster): Problems {
  return [...versionProblems(store, spec), ...backupProblems(store, spec)];
}

/** Rules for a changed cluster. */
export function changedClusterProblems(store: TypedStore, current: Cluster, next: Cluster): Problems {
  if (isLocked(current.resource) && isLocked(next.resource)) return [];
  const { spec: old } = current;
  const { spec } = next;
  const versionsChange = old.talosVersion !== spec.talosVersion || old.kubernetesVersion !== spec.kubernetesVersion;
  const initial = store.find(types.ClusterStatus, current.resource.id)?.spec.initialTalosVersion || old.talosVersion;
  return [
    ...(versionsChange ? versionProblems(store, spec, old) : []),
    old.talosVersion !== spec.talosVersion &&
      isOlderMinor(spec.talosVersion, initial) &&
      `downgrading from version "${old.talosVersion}" to "${spec.talosVersion}" is not supported: the cluster was created with "${initial}"`,
    ...kubernetesPathProblems(store, current, spec),
    ...backupProblems(store, spec),
  ];
}

/** Rules for a cluster that shall go. */
export function removedClusterProblems({ resource }: Cluster): Problems {
  const refused = isLocked(resource) && !(ANNOTATIONS.clusterImportInProgress in resource.annotations);
  return [refused && `deleting cluster "${resource.id}" is not allowed: the cluster is locked`];
}

/** True while nothing about the cluster may change. */
export function isLocked({ annotations }: Pick<StoredResource, 'annotations'>): boolean {
  return ANNOTATIONS.clusterLocked in annotations;
}

function versionProblems(store: TypedStore, spec: specs.ClusterSpec, old?: specs.ClusterSpec): Problems {
  const { talosVersion, kubernetesVersion } = spec;
  const talos = store.find(types.TalosVersion, talosVersion);
  if (isMalformed(talosVersion)) return [];
  if (talos === undefined || talos.spec.unsupported) return [`talos version "${talosVersion}" is not supported`];
  const wasDeprecated = old !== undefined && store.find(types.TalosVersion, old.talosVersion)?.spec.deprecated === true;
  if (talos.spec.deprecated && !wasDeprecated) return [`talos version "${talosVersion}" is no longer supported`];
  return [
    !isMalformed(kubernetesVersion) &&
      !talos.spec.compatibleKubernetesVersions.includes(kubernetesVersion) &&
      `invalid kubernetes version "${kubernetesVersion}": is not compatible with talos version "${talosVersion}"`,
  ];
}

/** What is no version at all is refused without looking anything up. */
function isMalformed(version: string): boolean {
  return valid(version) === null || version.startsWith('v');
}

/** Kubernetes goes one minor at a time, and back only to where a running upgrade came from. */
function kubernetesPathProblems(
  store: TypedStore,
  { resource, spec: old }: Cluster,
  spec: specs.ClusterSpec,
): Problems {
  const { kubernetesVersion: from } = old;
  const { kubernetesVersion: to } = spec;
  if (from === to || valid(from) === null || valid(to) === null) return [];
  const last = store.find(types.KubernetesUpgradeStatus, resource.id)?.spec.lastUpgradeVersion;
  const step = minor(to) - minor(from);
  const supported = major(to) === major(from) && (step === 0 || step === 1);
  return [!supported && to !== last && `unsupported kubernetes upgrade path: "${from}" to "${to}"`];
}

function backupProblems(store: TypedStore, { backupConfiguration }: specs.ClusterSpec): Problems {
  if (backupConfiguration === undefined) return [];
  const limits = store.find(types.FeaturesConfig, 'features-config')?.spec.etcdBackupSettings;
  const { seconds = 0n } = backupConfiguration.interval ?? {};
  const { seconds: least = 3600n } = limits?.minInterval ?? {};
  const { seconds: most = 86_400n } = limits?.maxInterval ?? {};
  return [
    ((seconds > 0n && seconds < least) || seconds > most) &&
      `backup interval must be between ${least / 3600n}h0m0s and ${most / 3600n}h0m0s`,
  ];
}

function isOlderMinor(version: string, than: string): boolean {
  if (valid(version) === null || valid(than) === null) return false;
  return major(version) < major(than) || (major(version) === major(than) && minor(version) < minor(than));
}
