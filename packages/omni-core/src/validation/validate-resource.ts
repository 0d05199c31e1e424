import { ValidationError } from '../errors/state-errors.ts';
import { types } from '../resources/registry.ts';
import { describeResource, type Resource } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import { DEFAULT_YAML_TARGET, type YamlTarget } from '../resources/yaml/yaml-target.ts';
import {
  configPatchRules,
  extensionsRules,
  healthCheckRules,
  kernelArgsRules,
  manifestGroupRules,
} from './cluster-part-rules.ts';
import { clusterRules } from './cluster-rules.ts';
import { machineClassRules } from './machine-class-rules.ts';
import { machineSetNodeRules } from './machine-set-node-rules.ts';
import { machineSetRules } from './machine-set-rules.ts';
import { metadataFindings } from './metadata-rules.ts';
import type { ResourceProblem, RuleSubject, TypeRules } from './resource-problem.ts';

/** Any resource, stored or not: rules look at nothing else of it. */
export interface ValidatedResource extends RuleSubject {
  readonly type: Pick<ResourceType, 'type'>;
}

/** What the resource is judged against. */
export interface ValidateResourceOptions {
  /** The resource as it is stored: judge the change, not the creation. @default it is new */
  readonly current?: RuleSubject;
  /** Release of Omni whose rules for config patches apply. @default '1.10' */
  readonly target?: YamlTarget;
}

const RULES: ReadonlyMap<string, TypeRules<never>> = new Map<string, TypeRules<never>>([
  rulesFor(types.Cluster, clusterRules),
  rulesFor(types.MachineSet, machineSetRules),
  rulesFor(types.MachineSetNode, machineSetNodeRules),
  rulesFor(types.MachineClass, machineClassRules),
  rulesFor(types.ConfigPatch, configPatchRules),
  rulesFor(types.ExtensionsConfiguration, extensionsRules),
  rulesFor(types.KernelArg, kernelArgsRules),
  rulesFor(types.KubernetesManifestGroup, manifestGroupRules),
  rulesFor(types.KubernetesHealthCheck, healthCheckRules),
]);

/**
 * Everything Omni would refuse a resource for, as far as that can be said without asking: limits of metadata for all
 * types, and the rules of clusters, machine sets and their nodes, machine classes, config patches, extensions, kernel
 * arguments, manifests and health checks. What depends on other resources or on settings of the server is left to it.
 *
 * @returns nothing when nothing is wrong
 */
export function validateResource(
  resource: ValidatedResource,
  options: ValidateResourceOptions = {},
): readonly ResourceProblem[] {
  const { current, target = DEFAULT_YAML_TARGET } = options;
  // The table gives every type the rules for its own spec.
  const rules = RULES.get(resource.type.type) as TypeRules<unknown> | undefined;
  const found =
    current === undefined || rules?.update === undefined
      ? rules?.create(resource, target)
      : rules.update(current, resource, target);
  return [...validateMetadata(resource, current), ...present(found ?? [])];
}

/** The limits of id, labels and annotations alone; of a change, only of what is new. */
export function validateMetadata(resource: RuleSubject, current?: RuleSubject): readonly ResourceProblem[] {
  return present(metadataFindings(resource, current));
}

/** @throws {ValidationError} with all problems of {@link validateResource} */
export function requireValid(resource: Resource, options: ValidateResourceOptions = {}): void {
  const problems = validateResource(resource, options);
  if (problems.length === 0) return;
  const messages = problems.map(({ path, message }) => `${path}: ${message}`);
  throw new ValidationError(messages, {
    resource: describeResource(resource.metadata),
    hint: 'This was found before anything was sent.',
  });
}

function rulesFor<Spec>(type: ResourceType<Spec>, rules: TypeRules<Spec>): readonly [string, TypeRules<never>] {
  return [type.type, rules];
}

function present(findings: ReturnType<typeof metadataFindings>): readonly ResourceProblem[] {
  return findings.filter((finding) => finding !== undefined && finding !== false);
}
