import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type * as specs from '../wire/gen/specs.ts';
import { type Findings, labelPath, problem } from './resource-problem.ts';
import type { ResourceLookup, TypeRules } from './type-rules.ts';

const MAX_EXTENSIONS = 256;
const LEAST_CHECK_SECONDS = 5n;

/** Extensions are for a cluster, and have to be in the catalogue of its Talos. */
export const extensionsRules: TypeRules<specs.ExtensionsConfigurationSpec> = {
  create({ metadata, spec: { extensions } }, { lookup }) {
    if (extensions.length === 0) return [];
    const path = labelPath(LABELS.cluster);
    const name = metadata.labels[LABELS.cluster] ?? '';
    const cluster = lookup?.find(types.Cluster, name)?.spec;
    return [
      name === '' && problem(path, 'extensions configuration should have cluster label'),
      name !== '' && lookup !== undefined && cluster === undefined && problem(path, `cluster "${name}" does not exist`),
      extensions.length > MAX_EXTENSIONS &&
        problem('spec.extensions', `too many extensions: ${extensions.length}, the limit is ${MAX_EXTENSIONS}`),
      ...(cluster === undefined || lookup === undefined
        ? []
        : catalogueFindings(extensions, cluster.talosVersion, lookup)),
    ];
  },
};

/** A server that has no catalogue for the version looks nothing up. */
function catalogueFindings(extensions: readonly string[], talosVersion: string, lookup: ResourceLookup): Findings {
  const catalogue = lookup.find(types.TalosExtension, talosVersion)?.spec.items;
  if (catalogue === undefined) return [];
  const known = new Set(catalogue.map(({ name }) => name));
  return extensions.map(
    (name, index) =>
      !known.has(name.includes('/') ? name : `siderolabs/${name}`) &&
      problem(`spec.extensions[${index}]`, `extension "${name}" is not available for talos version "${talosVersion}"`),
  );
}

export const manifestGroupRules: TypeRules<specs.KubernetesManifestGroupSpec> = {
  create: ({ metadata: { labels }, spec }) => [
    spec.mode === 0 && problem('spec.mode', 'manifest group mode should be set'),
    (labels[LABELS.cluster] ?? '') === '' &&
      problem(labelPath(LABELS.cluster), 'manifest group should have cluster label'),
    LABELS.systemManifest in labels &&
      problem(labelPath(LABELS.systemManifest), 'manifest group should not be marked as a system manifest'),
  ],
};

export const healthCheckRules: TypeRules<specs.KubernetesHealthCheckSpec> = {
  create: ({ spec: { job, interval } }) => [
    job === '' && problem('spec.job', 'health check job is required'),
    interval !== undefined &&
      interval.seconds < LEAST_CHECK_SECONDS &&
      problem('spec.interval', `health check interval should be at least ${LEAST_CHECK_SECONDS}s`),
  ],
};
