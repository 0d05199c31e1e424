import { ANNOTATIONS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type { ClusterSpec } from '../wire/gen/specs.ts';
import { kubernetesPathFinding, talosDowngradeFinding, versionFindings } from './cluster-version-rules.ts';
import { type Findings, problem } from './resource-problem.ts';
import type { ResourceLookup, RuleContext, RuleSubject, TypeRules } from './type-rules.ts';

type Cluster = RuleSubject<ClusterSpec>;

const HOUR_SECONDS = 3600n;

/** Rules of the cluster itself. */
export const clusterRules: TypeRules<ClusterSpec> = {
  create: ({ metadata, spec }, { lookup }) => [
    !/^[A-Za-z0-9_-]+$/.test(metadata.id) &&
      problem('metadata.id', 'cluster name should only contain letters, digits, dashes and underscores'),
    ...versionFindings(spec, lookup),
    ...backupFindings(spec, lookup),
  ],
  update(current, next, { lookup }) {
    const lock = lockFinding(current, next);
    if (lock !== undefined) return [lock];
    const { spec: old } = current;
    const { spec } = next;
    return [
      (old.features?.diskEncryption ?? false) !== (spec.features?.diskEncryption ?? false) &&
        problem('spec.features.diskEncryption', 'disk encryption cannot be enabled or disabled on an existing cluster'),
      ...versionFindings(spec, lookup, old),
      talosDowngradeFinding(current, spec, lookup),
      kubernetesPathFinding(current, spec, lookup),
      ...backupFindings(spec, lookup),
    ];
  },
  remove: ({ metadata: { id, annotations } }) => [
    isLocked(annotations) &&
      !(ANNOTATIONS.clusterImportInProgress in annotations) &&
      problem('metadata.annotations', `deleting cluster "${id}" is not allowed: the cluster is locked`),
  ],
};

/** Nothing is added to a cluster that is not there, or going. `path` is the label that names it. */
export function targetClusterFindings(name: string, path: string, { lookup }: RuleContext): Findings {
  if (lookup === undefined) return [];
  const cluster = lookup.find(types.Cluster, name);
  return [
    cluster === undefined && problem(path, `cluster "${name}" does not exist`),
    cluster?.metadata.phase === 'tearingDown' && problem(path, `cluster "${name}" is tearing down`),
  ];
}

/** A locked cluster refuses changes to its parts, unless it is being imported. */
export function lockedClusterFinding(name: string, path: string, { lookup }: RuleContext) {
  const { phase, annotations = {} } = lookup?.find(types.Cluster, name)?.metadata ?? {};
  const refuses = phase === 'running' && isLocked(annotations) && !(ANNOTATIONS.clusterImportInProgress in annotations);
  return refuses && problem(path, `changes are not allowed: the cluster "${name}" is locked`);
}

/** A locked cluster takes no change but its unlocking. */
function lockFinding(current: Cluster, next: Cluster) {
  if (!isLocked(current.metadata.annotations) || !isLocked(next.metadata.annotations)) return undefined;
  const { id } = current.metadata;
  return problem('metadata.annotations', `updating cluster "${id}" is not allowed: the cluster is locked`);
}

/** The limits are the server's own, but nothing allows no time at all. They hold for backups that are off as well. */
function backupFindings({ backupConfiguration }: ClusterSpec, lookup: ResourceLookup | undefined): Findings {
  if (backupConfiguration === undefined) return [];
  const path = 'spec.backupConfiguration.interval';
  const { seconds = 0n, nanos = 0 } = backupConfiguration.interval ?? {};
  if (seconds < 0n || (seconds === 0n && nanos <= 0)) return [problem(path, 'backup interval must be positive')];
  if (lookup === undefined) return [];
  const limits = lookup.find(types.FeaturesConfig, 'features-config')?.spec.etcdBackupSettings;
  const { seconds: least = HOUR_SECONDS } = limits?.minInterval ?? {};
  const { seconds: most = 24n * HOUR_SECONDS } = limits?.maxInterval ?? {};
  const fits = seconds >= least && (seconds < most || (seconds === most && nanos === 0));
  return [
    !fits &&
      problem(path, `backup interval must be between ${least / HOUR_SECONDS}h0m0s and ${most / HOUR_SECONDS}h0m0s`),
  ];
}

function isLocked(annotations: Readonly<Record<string, string>>): boolean {
  return ANNOTATIONS.clusterLocked in annotations;
}
