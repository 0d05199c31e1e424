import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type * as specs from '../wire/gen/specs.ts';
import { labelPath, problem } from './resource-problem.ts';
import type { TypeRules } from './type-rules.ts';

const MAX_EXTENSIONS = 256;
const LEAST_CHECK_SECONDS = 5n;

/** Which extensions exist is for the server to say. */
export const extensionsRules: TypeRules<specs.ExtensionsConfigurationSpec> = {
  create({ metadata, spec: { extensions } }, { lookup }) {
    const cluster = metadata.labels[LABELS.cluster] ?? '';
    const missing = cluster !== '' && lookup !== undefined && lookup.find(types.Cluster, cluster) === undefined;
    return [
      extensions.length > 0 &&
        cluster === '' &&
        problem(labelPath(LABELS.cluster), 'extensions configuration should have cluster label'),
      extensions.length > 0 && missing && problem(labelPath(LABELS.cluster), `cluster "${cluster}" does not exist`),
      extensions.length > MAX_EXTENSIONS &&
        problem('spec.extensions', `too many extensions: ${extensions.length}, the limit is ${MAX_EXTENSIONS}`),
    ];
  },
};

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
