import { coerce, gte } from 'semver';
import { readText } from '../../resources/compressed-text.ts';
import { ANNOTATIONS } from '../../resources/label-names.ts';
import type { Resource } from '../../resources/resource.ts';
import { type ClusterSpec, type KubernetesHealthCheckSpec, KubernetesManifestGroupSpec } from '../../wire/gen/specs.ts';
import { TemplateInvalidError } from '../errors.ts';
import { goQuote } from '../go-format.ts';
import type { ClusterFeatures, ClusterModel } from '../model/cluster.ts';
import type { HealthCheck, Manifest } from '../model/kubernetes.ts';
import type { Dialect } from '../target.ts';
import type { ExportedParts } from './exported-parts.ts';
import { descriptorsOf, extensionsAt, patchesAt } from './levels.ts';

/** What decides how the features of a cluster are written. */
export interface ClusterOrigin {
  readonly dialect: Dialect;
  /** Talos version the cluster was created with; empty when unknown. */
  readonly initialTalosVersion: string;
}

/** The Cluster document. */
export function exportCluster(
  { metadata, spec }: Resource<ClusterSpec>,
  parts: ExportedParts,
  origin: ClusterOrigin,
): ClusterModel {
  return {
    kind: 'Cluster',
    name: metadata.id,
    ...descriptorsOf(metadata),
    kubernetes: {
      version: `v${spec.kubernetesVersion}`,
      manifests: parts.manifests.map(exportManifest),
      healthchecks: parts.healthChecks.map(exportHealthCheck),
    },
    talos: { version: `v${spec.talosVersion}` },
    features: exportFeatures(spec, origin),
    patches: patchesAt({}, parts),
    systemExtensions: extensionsAt({}, parts),
    kernelArgs: undefined,
  };
}

function exportFeatures({ features, backupConfiguration }: ClusterSpec, origin: ClusterOrigin): ClusterFeatures {
  const { dialect, initialTalosVersion } = origin;
  const interval = backupConfiguration?.enabled ? backupConfiguration.interval : undefined;
  return {
    diskEncryption: features?.diskEncryption ?? false,
    enableWorkloadProxy: features?.enableWorkloadProxy ?? false,
    useEmbeddedDiscoveryService: features?.useEmbeddedDiscoveryService ?? false,
    disablePublicDiscoveryService:
      dialect.discoveryFeatures && mayLeaveDiscovery(initialTalosVersion) && !!features?.disablePublicDiscoveryService,
    enableNodeAuditSkip: dialect.discoveryFeatures && !!features?.enableNodeAuditSkip,
    backupConfiguration: { interval: interval === undefined ? 0n : nanosOf(interval) },
  };
}

/** Machines of older clusters need the public discovery service, whatever the cluster says. */
function mayLeaveDiscovery(initialTalosVersion: string): boolean {
  const version = coerce(initialTalosVersion);
  return version !== null && gte(version, '1.14.0');
}

function exportManifest(group: Resource<KubernetesManifestGroupSpec>): Manifest {
  const { id, annotations } = group.metadata;
  const { [ANNOTATIONS.name]: name } = annotations;
  if (name === undefined) throw refusal(`manifest ${goQuote(id)} has no name annotation`);
  const descriptors = descriptorsOf(group.metadata);
  const { [ANNOTATIONS.name]: _, ...others } = descriptors.annotations;
  return {
    name,
    mode: modeOf(group),
    ...descriptors,
    annotations: others,
    file: '',
    inline: readText(group),
  };
}

function modeOf({ metadata, spec }: Resource<KubernetesManifestGroupSpec>): 'full' | 'one-time' {
  const { FULL, ONE_TIME } = KubernetesManifestGroupSpec.Mode;
  if (spec.mode === FULL) return 'full';
  if (spec.mode === ONE_TIME) return 'one-time';
  throw refusal(`manifest ${goQuote(metadata.id)} has the unknown mode ${spec.mode}`);
}

function exportHealthCheck({ metadata, spec }: Resource<KubernetesHealthCheckSpec>): HealthCheck {
  return {
    name: '',
    idOverride: metadata.id,
    ...descriptorsOf(metadata),
    job: spec.job,
    file: '',
    interval: spec.interval === undefined ? 0n : nanosOf(spec.interval),
  };
}

function nanosOf({ seconds, nanos }: { readonly seconds: bigint; readonly nanos: number }): bigint {
  return seconds * 1_000_000_000n + BigInt(nanos);
}

function refusal(message: string): TemplateInvalidError {
  return new TemplateInvalidError(message, [{ message, context: [] }]);
}
