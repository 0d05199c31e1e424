import {
  draftOf,
  type PlanStep,
  type Resource,
  readText,
  resourceFromDraft,
  types,
  writeText,
} from '@fleetwright/omni-core';
import { type Fingerprint, redactYaml } from './redact-yaml.ts';

/** The step with every text that may hold secrets redacted on both sides, fit to be shown as a diff. */
export function redactStep(step: PlanStep, fingerprint: Fingerprint): PlanStep {
  switch (step.kind) {
    case 'create':
      return { kind: 'create', resource: redactResource(step.resource, fingerprint) };
    case 'update':
      return {
        kind: 'update',
        current: redactResource(step.current, fingerprint),
        resource: redactResource(step.resource, fingerprint),
      };
    case 'destroy':
      return { kind: 'destroy', current: redactResource(step.current, fingerprint) };
  }
}

/**
 * Config patches, manifests and jobs are YAML of any content, and kernel arguments carry join tokens. Everything else a
 * template makes is names, versions and numbers.
 */
function redactResource(resource: Resource, fingerprint: Fingerprint): Resource {
  for (const type of [types.ConfigPatch, types.KubernetesManifestGroup] as const) {
    if (!isOf(resource, type)) continue;
    const draft = draftOf<object>(resource);
    writeText(resource.type, draft.spec, redactYaml(readText(resource), fingerprint));
    return resourceFromDraft<object>(resource, draft);
  }
  if (isOf(resource, types.KubernetesHealthCheck)) {
    const draft = draftOf(resource);
    draft.spec.job = redactYaml(draft.spec.job, fingerprint);
    return resourceFromDraft(resource, draft);
  }
  if (isOf(resource, types.KernelArg)) {
    const draft = draftOf(resource);
    draft.spec.args = draft.spec.args.map((arg) => redactArgument(arg, fingerprint));
    return resourceFromDraft(resource, draft);
  }
  return resource;
}

function redactArgument(argument: string, fingerprint: Fingerprint): string {
  const equals = argument.indexOf('=');
  return equals < 0 ? argument : `${argument.slice(0, equals)}=‹${fingerprint(argument.slice(equals + 1))}›`;
}

function isOf<Spec>(
  resource: Resource,
  type: { readonly type: string; readonly __spec?: Spec },
): resource is Resource<Spec> {
  return resource.type.type === type.type;
}
