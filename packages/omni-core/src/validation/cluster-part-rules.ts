import { isOmniError } from '../errors/omni-error.ts';
import { readText } from '../resources/compressed-text.ts';
import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import { configPatchProblem } from '../templates/config-patch-problem.ts';
import type * as specs from '../wire/gen/specs.ts';
import { labelPath, problem, type RuleSubject, type TypeRules } from './resource-problem.ts';

const MAX_EXTENSIONS = 256;
const MAX_KERNEL_ARGS = 64;
const MAX_KERNEL_ARG_BYTES = 256;
const LEAST_CHECK_SECONDS = 5n;

/** A patch has to be one, and must not touch what belongs to Omni. Its text is looked at only when it is new. */
export const configPatchRules: TypeRules<specs.ConfigPatchSpec> = {
  create(patch, target) {
    const text = patchText(patch);
    const message = text === undefined ? undefined : configPatchProblem(text, { target });
    return [message === undefined ? undefined : problem('spec.data', message)];
  },
  update(current, next, target) {
    return patchText(current) === patchText(next) ? [] : configPatchRules.create(next, target);
  },
};

/** `undefined` for a text that was compressed with Omni's own dictionary: it came from an Omni and was accepted. */
function patchText({ spec }: RuleSubject<specs.ConfigPatchSpec>): string | undefined {
  try {
    return readText({ type: types.ConfigPatch, spec, specYaml: undefined });
  } catch (error) {
    if (isOmniError(error, 'precondition_failed')) return undefined;
    throw error;
  }
}

/** Whether the extensions exist is for the server to say. */
export const extensionsRules: TypeRules<specs.ExtensionsConfigurationSpec> = {
  create({ metadata, spec: { extensions } }) {
    const path = 'spec.extensions';
    return [
      extensions.length > 0 &&
        (metadata.labels[LABELS.cluster] ?? '') === '' &&
        problem(labelPath(LABELS.cluster), 'extensions configuration should have cluster label'),
      extensions.length > MAX_EXTENSIONS &&
        problem(path, `too many extensions: ${extensions.length}, the limit is ${MAX_EXTENSIONS}`),
    ];
  },
};

export const kernelArgsRules: TypeRules<specs.KernelArgsSpec> = {
  create: ({ spec: { args } }) => [
    args.length > MAX_KERNEL_ARGS &&
      problem('spec.args', `too many kernel args: ${args.length}, the limit is ${MAX_KERNEL_ARGS}`),
    ...args.map(
      (arg, index) =>
        Buffer.byteLength(arg) > MAX_KERNEL_ARG_BYTES &&
        problem(`spec.args[${index}]`, `kernel arg is longer than ${MAX_KERNEL_ARG_BYTES} bytes`),
    ),
  ],
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
