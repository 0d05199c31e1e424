import {
  decodeSpec,
  findResourceType,
  isOmniError,
  type ResourceProblem,
  type TemplateTarget,
  type ValidatedResource,
  type ValidationOptions,
  validateMetadata,
  validateRemoval,
  validateResource,
} from '@fleetwright/omni-core';
import { StatusError } from '../status/status-error.ts';
import type { ResourceInput, StoredResource } from '../store/stored-resource.ts';
import type { TypedStore } from '../store/typed-store.ts';
import { providerDataProblems } from './provider-data.ts';
import { type Problems, refuse } from './refusals.ts';
import { storeLookup } from './store-lookup.ts';
import type { Validator } from './validator.ts';

/** Omni's rules for writes by people and tools: the library's, with the store for what depends on other resources. */
export class ResourceValidator implements Validator {
  readonly #store: TypedStore;
  readonly #target: TemplateTarget;

  /** @param target release whose rules for config patches apply */
  constructor(store: TypedStore, target: TemplateTarget) {
    this.#store = store;
    this.#target = target;
  }

  create(input: ResourceInput): void {
    const subject = subjectOf(input);
    const problems = validateResource(subject, this.#options());
    refuse([...textsOf(problems), ...providerDataProblems(this.#store, subject)]);
  }

  update(current: StoredResource, next: ResourceInput): void {
    const subject = subjectOf(next);
    const stored = subjectOf(current);
    // What only moves on in its teardown is no change of what people asked for.
    if (current.phase === 'tearingDown' || next.phase === 'tearingDown') {
      refuse(textsOf(validateMetadata(subject, stored)));
    } else {
      const problems = validateResource(subject, { ...this.#options(), current: stored });
      refuse([...textsOf(problems), ...providerDataProblems(this.#store, subject)]);
    }
    if (current.phase === 'running' && next.phase === 'tearingDown') this.destroy(current);
  }

  destroy(current: StoredResource): void {
    if (current.phase === 'tearingDown') return;
    refuse(textsOf(validateRemoval(subjectOf(current), this.#options())));
  }

  #options(): ValidationOptions {
    return { target: this.#target, lookup: storeLookup(this.#store), now: this.#store.now() };
  }
}

/** The server says the same thing once, however many places it is wrong in. */
function textsOf(problems: readonly ResourceProblem[]): Problems {
  return [...new Set(problems.map(({ message }) => message))];
}

/**
 * A resource with its spec decoded.
 * @throws {StatusError} UNKNOWN for bytes that are no message of the type, which would otherwise surface when read
 */
function subjectOf(input: ResourceInput): ValidatedResource {
  const type = findResourceType(input.type);
  if (type === undefined) return { type: { type: input.type }, metadata: input, spec: undefined };
  try {
    return { type, metadata: input, spec: decodeSpec(type, input.spec) };
  } catch (cause) {
    if (!isOmniError(cause, 'protocol')) throw cause;
    throw new StatusError('UNKNOWN', `failed to unmarshal spec of ${input.type}`, { cause });
  }
}
