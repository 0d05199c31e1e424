import { ValidationError } from '../errors/state-errors.ts';
import { describeResource, type Resource } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import { DEFAULT_YAML_TARGET, type YamlTarget } from '../resources/yaml/yaml-target.ts';
import { metadataFindings } from './metadata-rules.ts';
import type { Findings, ResourceProblem } from './resource-problem.ts';
import { findTypeRules } from './rule-table.ts';
import type { ResourceLookup, RuleContext, RuleSubject } from './type-rules.ts';

/** Any resource, stored or not: rules look at nothing else of it. */
export interface ValidatedResource extends RuleSubject {
  readonly type: Pick<ResourceType, 'type'>;
}

/** What a resource is judged by, besides itself. */
export interface ValidationOptions {
  /** Release of Omni whose rules for config patches apply. @default '1.10' */
  readonly target?: YamlTarget;
  /**
   * The other resources, all of them: what it does not find is taken not to exist. `Resources.validate` asks the
   * server. @default what depends on other resources is left to the server
   */
  readonly lookup?: ResourceLookup;
  /** The time of the server. @default now */
  readonly now?: Date;
}

/** Whether it is a creation or a change that is judged, and by whose rules. */
export interface ValidateResourceOptions extends ValidationOptions {
  /** The resource as it is stored: judge the change, not the creation. @default it is new */
  readonly current?: RuleSubject;
}

/**
 * Everything Omni would refuse a resource for: limits of metadata for all types, and the rules of its type. Without a
 * `lookup` only what can be said without asking: it never finds what the server would accept, but the server may find
 * more. Left to the server in any case: the schema of a provider's data, CEL expressions, the backup a control plane is
 * restored from, and what a server was set up to allow.
 *
 * @returns nothing when nothing is wrong
 */
export function validateResource(
  resource: ValidatedResource,
  options: ValidateResourceOptions = {},
): readonly ResourceProblem[] {
  const { current } = options;
  const context = contextOf(options);
  const rules = findTypeRules(resource.type.type);
  const found =
    current === undefined || rules?.update === undefined
      ? rules?.create?.(resource, context)
      : rules.update(current, resource, context);
  return [...validateMetadata(resource, current), ...present(found ?? [])];
}

/** The limits of id, labels and annotations alone; of a change, only of what is new. */
export function validateMetadata(resource: RuleSubject, current?: RuleSubject): readonly ResourceProblem[] {
  return present(metadataFindings(resource, current));
}

/**
 * Everything Omni would refuse the teardown or removal of a resource for. Without a `lookup` only what the resource
 * itself says, such as the lock of a cluster.
 *
 * @returns nothing when nothing is in the way
 */
export function validateRemoval(
  resource: ValidatedResource,
  options: ValidationOptions = {},
): readonly ResourceProblem[] {
  return present(findTypeRules(resource.type.type)?.remove?.(resource, contextOf(options)) ?? []);
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

function contextOf({ target = DEFAULT_YAML_TARGET, now = new Date(), lookup }: ValidationOptions): RuleContext {
  return { target, now, lookup };
}

function present(findings: Findings): readonly ResourceProblem[] {
  return findings.filter((finding) => finding !== undefined && finding !== false);
}
