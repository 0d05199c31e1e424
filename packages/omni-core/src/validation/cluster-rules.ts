import { valid } from 'semver';
import { ANNOTATIONS } from '../resources/label-names.ts';
import type * as specs from '../wire/gen/specs.ts';
import { type Findings, problem, type RuleSubject, type TypeRules } from './resource-problem.ts';

type Cluster = RuleSubject<specs.ClusterSpec>;

/** What needs no look at the versions a server knows, nor at its settings. */
export const clusterRules: TypeRules<specs.ClusterSpec> = {
  create: ({ metadata, spec }) => [
    !/^[A-Za-z0-9_-]+$/.test(metadata.id) &&
      problem('metadata.id', 'cluster name should only contain letters, digits, dashes and underscores'),
    ...versionFindings(spec),
    ...backupFindings(spec),
  ],
  update(current, next) {
    const lock = lockFinding(current, next);
    if (lock !== undefined) return [lock];
    const { spec: old } = current;
    const { spec } = next;
    return [
      (old.features?.diskEncryption ?? false) !== (spec.features?.diskEncryption ?? false) &&
        problem('spec.features.diskEncryption', 'disk encryption cannot be enabled or disabled on an existing cluster'),
      ...versionFindings(spec, old),
      ...backupFindings(spec),
    ];
  },
};

/** A locked cluster takes no change but its unlocking. */
function lockFinding(current: Cluster, next: Cluster) {
  const isLocked = ({ metadata }: Cluster) => ANNOTATIONS.clusterLocked in metadata.annotations;
  if (!isLocked(current) || !isLocked(next)) return undefined;
  const { id } = current.metadata;
  return problem('metadata.annotations', `updating cluster "${id}" is not allowed: the cluster is locked`);
}

/** Versions that were accepted once stay. */
function versionFindings(spec: specs.ClusterSpec, old?: specs.ClusterSpec): Findings {
  const { talosVersion, kubernetesVersion } = spec;
  return [
    talosVersion !== old?.talosVersion &&
      isInvalid(talosVersion) &&
      problem('spec.talosVersion', `invalid talos version "${talosVersion}"`),
    kubernetesVersion !== old?.kubernetesVersion &&
      isInvalid(kubernetesVersion) &&
      problem('spec.kubernetesVersion', `invalid kubernetes version "${kubernetesVersion}"`),
  ];
}

function isInvalid(version: string): boolean {
  return valid(version) === null || version.startsWith('v');
}

/** The limits are the server's own, but nothing allows no time at all. */
function backupFindings({ backupConfiguration }: specs.ClusterSpec): Findings {
  if (backupConfiguration === undefined) return [];
  const { seconds = 0n, nanos = 0 } = backupConfiguration.interval ?? {};
  const isPositive = seconds > 0n || (seconds === 0n && nanos > 0);
  return [!isPositive && problem('spec.backupConfiguration.interval', 'backup interval must be positive')];
}
