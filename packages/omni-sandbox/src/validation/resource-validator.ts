import {
  decodeSpec,
  findResourceType,
  isOmniError,
  type TemplateTarget,
  types,
  type ValidatedResource,
  validateMetadata,
  validateResource,
} from '@fleetwright/omni-core';
import { StatusError } from '../status/status-error.ts';
import type { ResourceInput, StoredResource } from '../store/stored-resource.ts';
import type { TypedStore } from '../store/typed-store.ts';
import { configPatchProblems, extensionsProblems } from './cluster-part-rules.ts';
import { changedClusterProblems, newClusterProblems, removedClusterProblems } from './cluster-rules.ts';
import { eulaProblems } from './eula-rules.ts';
import { machineClassProblems, removedMachineClassProblems } from './machine-class-rules.ts';
import { changedNodeProblems, newNodeProblems, removedNodeProblems } from './machine-set-node-rules.ts';
import { changedMachineSetProblems, newMachineSetProblems, removedMachineSetProblems } from './machine-set-rules.ts';
import { type Problems, refuse } from './refusals.ts';
import type { Validator } from './validator.ts';

/** Problems of one type's writes. Rules left out allow everything. */
interface TypeRules {
  /** A create, or an update when there is no rule of its own for those. */
  write?(next: ResourceInput): Problems;
  update?(current: StoredResource, next: ResourceInput): Problems;
  destroy?(current: StoredResource): Problems;
}

/** Omni's rules for writes by people and tools: those everybody can check, and those about what else is stored. */
export class ResourceValidator implements Validator {
  readonly #rules: Readonly<Record<string, TypeRules>>;
  readonly #target: TemplateTarget;

  /** @param target release whose rules for config patches apply */
  constructor(store: TypedStore, target: TemplateTarget) {
    this.#rules = rulesFor(store);
    this.#target = target;
  }

  create(input: ResourceInput): void {
    const subject = subjectOf(input);
    refuse([...this.#offline(subject), ...(this.#rules[input.type]?.write?.(input) ?? [])]);
  }

  update(current: StoredResource, next: ResourceInput): void {
    const subject = subjectOf(next);
    const stored = subjectOf(current);
    // What only moves on in its teardown is no change of what people asked for.
    if (current.phase === 'tearingDown' || next.phase === 'tearingDown') {
      refuse(validateMetadata(subject, stored).map(({ message }) => message));
    } else {
      const rules = this.#rules[next.type];
      const problems = rules?.update === undefined ? rules?.write?.(next) : rules.update(current, next);
      refuse([...this.#offline(subject, stored), ...(problems ?? [])]);
    }
    if (current.phase === 'running' && next.phase === 'tearingDown') this.destroy(current);
  }

  destroy(current: StoredResource): void {
    if (current.phase === 'tearingDown') return;
    refuse(this.#rules[current.type]?.destroy?.(current) ?? []);
  }

  #offline(subject: ValidatedResource, current?: ValidatedResource): Problems {
    const problems = validateResource(subject, { target: this.#target, ...(current !== undefined && { current }) });
    // The server says the same thing once, however many places it is wrong in.
    return [...new Set(problems.map(({ message }) => message))];
  }
}

function rulesFor(store: TypedStore): Readonly<Record<string, TypeRules>> {
  const { Cluster, MachineSet } = types;
  return {
    [Cluster.type]: {
      write: (next) => newClusterProblems(store, store.read(Cluster, next)),
      update: (current, next) => changedClusterProblems(store, store.read(Cluster, current), store.read(Cluster, next)),
      destroy: (current) => removedClusterProblems(store.read(Cluster, current)),
    },
    [MachineSet.type]: {
      write: (next) => newMachineSetProblems(store, store.read(MachineSet, next)),
      update: (current, next) =>
        changedMachineSetProblems(store, store.read(MachineSet, current), store.read(MachineSet, next)),
      destroy: (current) => removedMachineSetProblems(store, current),
    },
    [types.MachineSetNode.type]: {
      write: (next) => newNodeProblems(store, next),
      update: (current) => changedNodeProblems(store, current),
      destroy: (current) => removedNodeProblems(store, current),
    },
    [types.ConfigPatch.type]: { write: (next) => configPatchProblems(store, next) },
    [types.ExtensionsConfiguration.type]: { write: (next) => extensionsProblems(store, next) },
    [types.MachineClass.type]: {
      write: (next) => machineClassProblems(store, store.read(types.MachineClass, next)),
      destroy: (current) => removedMachineClassProblems(store, current.id),
    },
    [types.EulaAcceptance.type]: { write: (next) => eulaProblems(store.read(types.EulaAcceptance, next)) },
    [types.NodeForceDestroyRequest.type]: {
      write: (next) => [
        store.find(types.ClusterMachine, next.id) === undefined && `cluster machine "${next.id}" does not exist`,
      ],
    },
  };
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
