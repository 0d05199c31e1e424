import { ANNOTATIONS, LABELS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import type { Resource } from '../../resources/resource.ts';
import { KubernetesManifestGroupSpec } from '../../wire/gen/specs.ts';
import type { ClusterModel } from '../model/cluster.ts';
import { type HealthCheck, type Manifest, manifestName } from '../model/kubernetes.ts';
import { extensionResources } from './extensions.ts';
import { patchResources, WEIGHT, weightedId } from './patches.ts';
import { contentOf, type Translation, wanted } from './translation.ts';

/** A Cluster document: the cluster, its patches, manifests, health checks and extensions. */
export function clusterResources(cluster: ClusterModel, translation: Translation): Resource[] {
  const prefix = `cluster-${cluster.name}`;
  const labels = { [LABELS.cluster]: cluster.name };
  return [
    clusterResource(cluster, translation),
    ...patchResources(cluster.patches, { weight: WEIGHT.cluster, prefix, labels }, translation),
    ...cluster.kubernetes.manifests.map((manifest, index) =>
      manifestResource(
        manifest,
        weightedId(WEIGHT.cluster + index, prefix, manifestName(manifest)),
        labels,
        translation,
      ),
    ),
    ...cluster.kubernetes.healthchecks.map((check) => healthCheckResource(check, prefix, labels, translation)),
    ...extensionResources(cluster.systemExtensions, cluster.name, labels, translation),
  ];
}

function clusterResource(cluster: ClusterModel, translation: Translation): Resource {
  const { backupConfiguration, ...features } = cluster.features;
  const interval = goDuration(backupConfiguration.interval);
  return wanted(
    types.Cluster,
    {
      id: cluster.name,
      annotations: { [ANNOTATIONS.managedByTemplates]: '' },
      spec: {
        kubernetesVersion: withoutV(cluster.kubernetes.version),
        talosVersion: withoutV(cluster.talos.version),
        features,
        backupConfiguration: interval && { interval, enabled: true },
      },
    },
    translation,
    cluster,
  );
}

function manifestResource(
  manifest: Manifest,
  id: string,
  labels: Readonly<Record<string, string>>,
  translation: Translation,
): Resource {
  const { FULL, ONE_TIME } = KubernetesManifestGroupSpec.Mode;
  const data = contentOf({ file: manifest.file, content: manifest.inline }, translation);
  const annotations = { [ANNOTATIONS.name]: manifestName(manifest) };
  const spec = { data, mode: manifest.mode === 'full' ? FULL : ONE_TIME };
  return wanted(types.KubernetesManifestGroup, { id, labels, annotations, spec }, translation, manifest);
}

function healthCheckResource(
  check: HealthCheck,
  prefix: string,
  labels: Readonly<Record<string, string>>,
  translation: Translation,
): Resource {
  const job = contentOf({ file: check.file, content: check.job }, translation);
  const id = check.idOverride === '' ? `${prefix}-${check.name}` : check.idOverride;
  const spec = { job, interval: goDuration(check.interval) };
  return wanted(types.KubernetesHealthCheck, { id, labels, spec }, translation, check);
}

/** Nothing for zero and less, which leave the interval to the server. */
function goDuration(nanos: bigint): { seconds: bigint; nanos: number } | undefined {
  if (nanos <= 0n) return undefined;
  return { seconds: nanos / 1_000_000_000n, nanos: Number(nanos % 1_000_000_000n) };
}

function withoutV(version: string): string {
  return version.replace(/^v+/, '');
}
