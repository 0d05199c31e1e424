import { decodeSpec, findResourceType, isOmniError, type TemplateTarget, types } from '@fleetwright/omni-core';
import { StatusError } from '../status/status-error.ts';
import type { ResourceInput, StoredResource } from '../store/stored-resource.ts';
import type { TypedStore } from '../store/typed-store.ts';
import {
  configPatchProblems,
  extensionsProblems,
  healthCheckProblems,
  kernelArgsProblems,
  manifestGroupProblems,
} from './cluster-part-rules.ts';
import { changedClusterProblems, newClusterProblems, removedClusterProblems } from './cluster-rules.ts';
import { machineClassProblems, removedMachineClassProblems } from './machine-class-rules.ts';
import { changedNodeProblems, newNodeProblems, removedNodeProblems } from './machine-set-node-rules.ts';
import { changedMachineSetProblems, newMachineSetProblems, removedMachineSetProblems } from './machine-set-rules.ts';
import { metadataProblems } from './metadata.ts';
import { type Problems, refuse } from './refusals.ts';
import type { Validator } from './validator.ts';

/** Problems of one type's writes. Rules left out allow everything. */
interface TypeRules {
  /** A create, or an update when there is no rule of its own for those. */
  write?(next: ResourceInput): Problems;
  update?(current: StoredResource, next: ResourceInput): Problems;
  destroy?(current: StoredResource): Problems;
}

/** Omni's rules for writes by people and tools. */
export class ResourceValidator implements Validator {
  readonly #rules: Readonly<Record<string, TypeRules>>;

  /** @param target release whose rules for config patches apply */
  constructor(store: TypedStore, target: TemplateTarget) {
    this.#rules = rulesFor(store, target);
  }

  create(input: ResourceInput): void {
    checkSpec(input);
    refuse([...metadataProblems(input), ...(this.#rules[input.type]?.write?.(input) ?? [])]);
  }

  update(current: StoredResource, next: ResourceInput): void {
    checkSpec(next);
    const rules = this.#rules[next.type];
    const problems = rules?.update === undefined ? rules?.write?.(next) : rules.update(current, next);
    // What only moves on in its teardown is no change of what people asked for.
    const leaving = current.phase === 'tearingDown' || next.phase === 'tearingDown';
    refuse([...metadataProblems(next, current), ...(leaving ? [] : (problems ?? []))]);
    if (current.phase === 'running' && next.phase === 'tearingDown') this.destroy(current);
  }

  destroy(current: StoredResource): void {
    if (current.phase === 'tearingDown') return;
    refuse(this.#rules[current.type]?.destroy?.(current) ?? []);
  }
}

function rulesFor(store: TypedStore, target: TemplateTarget): Readonly<Record<string, TypeRules>> {
  const { Cluster, MachineSet, ConfigPatch } = types;
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
      update: (current, next) => changedNodeProblems(store, current, next),
      destroy: (current) => removedNodeProblems(store, current),
    },
    [ConfigPatch.type]: {
      write: (next) => configPatchProblems(store, store.read(ConfigPatch, next), target),
      update: (current, next) =>
        configPatchProblems(store, store.read(ConfigPatch, next), target, store.read(ConfigPatch, current)),
    },
    [types.ExtensionsConfiguration.type]: {
      write: (next) => extensionsProblems(store, store.read(types.ExtensionsConfiguration, next)),
    },
    [types.KubernetesManifestGroup.type]: {
      write: (next) => manifestGroupProblems(store.read(types.KubernetesManifestGroup, next)),
    },
    [types.KubernetesHealthCheck.type]: {
      write: (next) => healthCheckProblems(store.read(types.KubernetesHealthCheck, next)),
    },
    [types.KernelArg.type]: { write: (next) => kernelArgsProblems(store.read(types.KernelArg, next)) },
    [types.MachineClass.type]: {
      write: (next) => machineClassProblems(store, store.read(types.MachineClass, next)),
      destroy: (current) => removedMachineClassProblems(store, current.id),
    },
    [types.NodeForceDestroyRequest.type]: {
      write: (next) => [
        store.find(types.ClusterMachine, next.id) === undefined && `cluster machine "${next.id}" does not exist`,
      ],
    },
  };
}

/** Bytes that are no message of the type would otherwise surface when somebody reads them. */
function checkSpec(input: ResourceInput): void {
  const type = findResourceType(input.type);
  if (type === undefined) return;
  try {
    decodeSpec(type, input.spec);
  } catch (cause) {
    if (!isOmniError(cause, 'protocol')) throw cause;
    throw new StatusError('UNKNOWN', `failed to unmarshal spec of ${input.type}`, { cause });
  }
}
