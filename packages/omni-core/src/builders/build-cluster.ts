import type { NewClusterFeatures } from '../clusters/new-cluster.ts';
import { ANNOTATIONS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import type { ClusterSpec } from '../wire/gen/specs.ts';
import type { Init } from '../wire/init.ts';
import { type BuiltMetadata, bareVersion } from './built-metadata.ts';

/** A cluster without what is in it. */
export interface BuildClusterOptions extends BuiltMetadata {
  /** Letters, digits, dashes and underscores. */
  readonly name: string;
  /** With or without leading `v`. */
  readonly kubernetesVersion: string;
  /** With or without leading `v`. */
  readonly talosVersion: string;
  readonly features?: NewClusterFeatures;
  /** Time between etcd backups, in milliseconds. @default no scheduled backups */
  readonly backupIntervalMs?: number;
  /** Made locked: Omni refuses everything in it until it is unlocked. @default false */
  readonly locked?: boolean;
}

/**
 * The resource of a cluster. Machines come with `buildMachineSet` and `buildMachineSetNode`; `clusters.create` makes all
 * of it at once. Nothing is checked here: see `validateResource`.
 */
export function buildCluster(options: BuildClusterOptions): Resource<ClusterSpec> {
  const { name, labels = {}, annotations = {}, locked = false } = options;
  return newResource(types.Cluster, {
    id: name,
    labels,
    annotations: { ...annotations, ...(locked && { [ANNOTATIONS.clusterLocked]: '' }) },
    spec: {
      kubernetesVersion: bareVersion(options.kubernetesVersion),
      talosVersion: bareVersion(options.talosVersion),
      ...(options.features !== undefined && { features: featuresOf(options.features) }),
      ...(options.backupIntervalMs !== undefined && {
        backupConfiguration: { interval: durationOf(options.backupIntervalMs), enabled: true },
      }),
    },
  });
}

function featuresOf(features: NewClusterFeatures): Init<ClusterSpec.Features> {
  const { workloadProxy = false, diskEncryption = false, embeddedDiscoveryService = false } = features;
  return {
    enableWorkloadProxy: workloadProxy,
    diskEncryption,
    useEmbeddedDiscoveryService: embeddedDiscoveryService,
    disablePublicDiscoveryService: features.publicDiscoveryServiceDisabled ?? false,
    enableNodeAuditSkip: features.nodeAuditSkip ?? false,
  };
}

function durationOf(milliseconds: number) {
  const whole = Math.floor(milliseconds / 1000);
  return { seconds: BigInt(whole), nanos: Math.round((milliseconds - whole * 1000) * 1_000_000) };
}
