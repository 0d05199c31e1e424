import { configPatchProblem, isOmniError, readText, type TemplateTarget, types } from '@fleetwright/omni-core';
import type { specs } from '@fleetwright/omni-core/wire';
import { label } from '../labels.ts';
import type { ResourceInput } from '../store/stored-resource.ts';
import type { Typed, TypedStore } from '../store/typed-store.ts';
import type { Problems } from './refusals.ts';

const MAX_EXTENSIONS = 256;
const MAX_KERNEL_ARGS = 64;
const MAX_KERNEL_ARG_BYTES = 256;

/** Rules for a config patch; its text is looked at only when it is new. */
export function configPatchProblems(
  store: TypedStore,
  next: Typed<specs.ConfigPatchSpec>,
  target: TemplateTarget,
  current?: Typed<specs.ConfigPatchSpec>,
): Problems {
  const sameText = current !== undefined && Buffer.compare(current.resource.spec, next.resource.spec) === 0;
  const text = sameText ? undefined : patchText(next.spec);
  return [...goingTargets(store, next.resource), text === undefined ? undefined : configPatchProblem(text, { target })];
}

/** `undefined` for a text that was compressed with a dictionary only Omni ships. */
function patchText(spec: specs.ConfigPatchSpec): string | undefined {
  try {
    return readText({ type: types.ConfigPatch, spec, specYaml: undefined });
  } catch (error) {
    if (isOmniError(error, 'precondition_failed')) return undefined;
    throw error;
  }
}

/** Rules for an extensions configuration. */
export function extensionsProblems(
  store: TypedStore,
  { resource, spec }: Typed<specs.ExtensionsConfigurationSpec>,
): Problems {
  if (spec.extensions.length === 0) return [];
  const cluster = resource.labels[label.cluster] ?? '';
  return [
    cluster === '' && 'extensions configuration should have cluster label',
    cluster !== '' && store.find(types.Cluster, cluster) === undefined && `cluster "${cluster}" does not exist`,
    spec.extensions.length > MAX_EXTENSIONS &&
      `too many extensions: ${spec.extensions.length}, the limit is ${MAX_EXTENSIONS}`,
  ];
}

/** Rules for a manifest group. */
export function manifestGroupProblems({ resource, spec }: Typed<specs.KubernetesManifestGroupSpec>): Problems {
  return [
    spec.mode === 0 && 'manifest group mode should be set',
    (resource.labels[label.cluster] ?? '') === '' && 'manifest group should have cluster label',
    label.systemManifest in resource.labels && 'manifest group should not be marked as a system manifest',
  ];
}

/** Rules for kernel arguments. */
export function kernelArgsProblems({ spec: { args } }: Typed<specs.KernelArgsSpec>): Problems {
  return [
    args.length > MAX_KERNEL_ARGS && `too many kernel args: ${args.length}, the limit is ${MAX_KERNEL_ARGS}`,
    args.some((arg) => Buffer.byteLength(arg) > MAX_KERNEL_ARG_BYTES) &&
      `kernel arg is longer than ${MAX_KERNEL_ARG_BYTES} bytes`,
  ];
}

/** Rules for a health check. */
export function healthCheckProblems({ spec: { job, interval } }: Typed<specs.KubernetesHealthCheckSpec>): Problems {
  return [
    job === '' && 'health check job is required',
    interval !== undefined && interval.seconds < 5n && 'health check interval should be at least 5s',
  ];
}

function goingTargets(store: TypedStore, { labels }: ResourceInput): Problems {
  const cluster = store.find(types.Cluster, labels[label.cluster] ?? '')?.resource;
  const set = store.find(types.MachineSet, labels[label.machineSet] ?? '')?.resource;
  return [
    cluster?.phase === 'tearingDown' && `cluster "${cluster.id}" is tearing down`,
    set?.phase === 'tearingDown' && `machine set "${set.id}" is tearing down`,
  ];
}
