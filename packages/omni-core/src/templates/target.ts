import type { GoYamlStyle } from '../resources/yaml/scalar-text.ts';
import type { YamlTarget } from '../resources/yaml/yaml-target.ts';

/**
 * Which Omni a template is written for. Names the releases whose engines differ: 1.9, 1.10, and what follows 1.10
 * on the main branch.
 */
export type TemplateTarget = YamlTarget;

/** What the engines of those releases do differently. */
export interface Dialect {
  readonly target: TemplateTarget;
  /** `features.disablePublicDiscoveryService` and `enableNodeAuditSkip` exist. */
  readonly discoveryFeatures: boolean;
  /** How `install.disk` reaches Omni. */
  readonly installDisk: 'config-patch' | 'install-disk-config';
  /** How the engine's YAML library quotes and folds strings. */
  readonly yamlStyle: GoYamlStyle;
  /** Machine-config paths a patch must not touch. */
  readonly forbiddenPaths: readonly string[];
  /** Machine-config documents a patch must not carry. */
  readonly forbiddenKinds: readonly string[];
  /** Only the first document of a patch is held against the two lists above. */
  readonly firstDocumentOnly: boolean;
}

const ALL_FORBIDDEN_PATHS = [
  'cluster.clusterName',
  'cluster.id',
  'cluster.controlPlane.endpoint',
  'cluster.token',
  'cluster.secret',
  'cluster.aescbcEncryptionSecret',
  'cluster.secretboxEncryptionSecret',
  'cluster.ca',
  'cluster.acceptedCAs',
  'cluster.serviceAccount',
  'machine.token',
  'machine.ca',
  'machine.type',
  'machine.install.disk',
  'machine.install.extensions',
  'machine.acceptedCAs',
] as const;

const FORBIDDEN_KINDS = [
  'UnattendedInstallConfig',
  'DiscoveryIdentityConfig',
  'KubeClusterConfig',
  'KubeEtcdEncryptionConfig',
  'KubeAPIServerCAConfig',
  'KubeAggregatorCAConfig',
] as const;

function forbiddenPathsExcept(...allowed: readonly string[]): readonly string[] {
  return ALL_FORBIDDEN_PATHS.filter((path) => !allowed.includes(path));
}

const DIALECTS: Readonly<Record<TemplateTarget, Dialect>> = {
  '1.9': {
    target: '1.9',
    discoveryFeatures: false,
    installDisk: 'config-patch',
    yamlStyle: 'rc4',
    forbiddenPaths: forbiddenPathsExcept('cluster.ca', 'cluster.serviceAccount', 'machine.install.disk'),
    forbiddenKinds: [],
    firstDocumentOnly: true,
  },
  '1.10': {
    target: '1.10',
    discoveryFeatures: true,
    installDisk: 'config-patch',
    yamlStyle: 'rc6',
    forbiddenPaths: forbiddenPathsExcept('machine.install.disk'),
    forbiddenKinds: FORBIDDEN_KINDS,
    firstDocumentOnly: false,
  },
  next: {
    target: 'next',
    discoveryFeatures: true,
    installDisk: 'install-disk-config',
    yamlStyle: 'rc6',
    forbiddenPaths: ALL_FORBIDDEN_PATHS,
    forbiddenKinds: FORBIDDEN_KINDS,
    firstDocumentOnly: false,
  },
};

/** Used when nobody says which Omni the template is for: what 1.10 writes, 1.9 understands too. */
export const DEFAULT_TARGET: TemplateTarget = '1.10';

/** The behaviour of one target. */
export function dialectOf(target: TemplateTarget): Dialect {
  return DIALECTS[target];
}

/** The target for a server that reports this version, e.g. `v1.9.3`; the newest for texts that are no version. */
export function targetForServer(version: string): TemplateTarget {
  const [, major = '', minor = ''] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (major !== '1') return 'next';
  if (Number(minor) <= 9) return '1.9';
  return Number(minor) === 10 ? '1.10' : 'next';
}
