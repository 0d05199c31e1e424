import { isOmniError } from '../../../errors/omni-error.ts';
import { readText } from '../../../resources/compressed-text.ts';
import { LABELS } from '../../../resources/label-names.ts';
import { types } from '../../../resources/registry.ts';
import type { Resource } from '../../../resources/resource.ts';
import { nameOf } from '../../sync/read-state.ts';
import { changeOf } from '../../sync/steps.ts';
import { type ClusterShape, isOf } from '../cluster-shape.ts';
import type { PlanFacts } from '../plan-facts.ts';
import { applyModeOf } from './apply-mode.ts';
import { type ConfigPath, changedPaths, overlaps, pathsOf } from './patch-paths.ts';
import { type MachineReason, reasonFor } from './reason.ts';
import { scopeOf } from './scope.ts';

/** What new, changed and removed config patches do to the machines that were and stay in the cluster. */
export function patchReasons(facts: PlanFacts): MachineReason[] {
  const others = new OtherPatches(facts.after);
  return facts.steps.flatMap((step) => {
    const { before, after } = changeOf(step);
    const patch = after ?? before;
    if (patch === undefined || !isOf(patch, types.ConfigPatch)) return [];
    return reasonsOf(patch, before, after, facts, others);
  });
}

function reasonsOf(
  patch: Resource,
  before: Resource | undefined,
  after: Resource | undefined,
  facts: PlanFacts,
  others: OtherPatches,
): MachineReason[] {
  const had = new Set(before === undefined || isDisabled(before) ? [] : scopeOf(before, facts.before));
  const has = new Set(after === undefined || isDisabled(after) ? [] : scopeOf(after, facts.after));
  const stays = (machine: string) => facts.before.machines.has(machine) && facts.after.machines.has(machine);
  const machines = [...new Set([...had, ...has])].filter(stays);
  if (machines.length === 0) return [];
  const name = nameOf(patch);
  // Parsed once for all machines that had it and have it alike.
  const known = new Map<string, readonly ConfigPath[] | undefined>();
  const pathsFor = (machine: string): readonly ConfigPath[] | undefined => {
    const key = `${had.has(machine)} ${has.has(machine)}`;
    if (!known.has(key)) {
      const [old, next] = [had.has(machine) ? before : undefined, has.has(machine) ? after : undefined];
      known.set(key, changedPaths(old === undefined ? '' : textOf(old), next === undefined ? '' : textOf(next)));
    }
    return known.get(key);
  };
  return machines.flatMap((machine) => {
    const paths = pathsFor(machine);
    if (paths !== undefined) return reasonsOfPaths(machine, paths, name, facts, others);
    const text = 'A patch that cannot be read changes.';
    return reasonFor([machine], 'reboot', 'guessed', 'patch-unreadable', name, text);
  });
}

/** One reason for all places of one kind, so that a long patch does not make a long list. */
function reasonsOfPaths(
  machine: string,
  paths: readonly ConfigPath[],
  resource: string,
  { after }: PlanFacts,
  others: OtherPatches,
): MachineReason[] {
  const talosVersion = after.cluster?.spec.talosVersion ?? '';
  const byRule = Map.groupBy(paths, (path) => applyModeOf(path, talosVersion).rule);
  return [...byRule].flatMap(([, same]) => {
    const [first] = same;
    if (first === undefined) return [];
    const { kind, rule } = applyModeOf(first, talosVersion);
    const isDecidedHere = kind === 'config-apply' || !same.every((path) => others.alsoSet(path, machine, resource));
    const text = `${shown(same)} ${same.length === 1 ? 'changes' : 'change'}.`;
    return reasonFor([machine], kind, isDecidedHere ? 'certain' : 'guessed', rule, resource, text);
  });
}

function shown(paths: readonly ConfigPath[]): string {
  const names = paths.map(({ document, keys }) => [...(document === 'v1alpha1' ? [] : [document]), ...keys].join('.'));
  return names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
}

function isDisabled({ metadata }: Resource): boolean {
  return LABELS.disabled in metadata.labels;
}

/** A text that is compressed with a dictionary nobody here has cannot be judged. */
function textOf(patch: Resource): string {
  try {
    return readText(patch);
  } catch (error) {
    if (isOmniError(error, 'precondition_failed')) return '\0';
    throw error;
  }
}

/** The patches of each machine, found and parsed when somebody asks. */
class OtherPatches {
  readonly #shape: ClusterShape;
  readonly #paths = new Map<Resource, readonly ConfigPath[]>();
  #byMachine: Map<string, Resource[]> | undefined;

  constructor(shape: ClusterShape) {
    this.#shape = shape;
  }

  /** True when another patch that applies to the machine sets the same place, so that it may decide instead. */
  alsoSet(path: ConfigPath, machine: string, resource: string): boolean {
    this.#byMachine ??= patchesByMachine(this.#shape);
    return (this.#byMachine.get(machine) ?? []).some(
      (other) => nameOf(other) !== resource && this.#pathsOf(other).some((set) => overlaps(set, path)),
    );
  }

  #pathsOf(patch: Resource): readonly ConfigPath[] {
    const known = this.#paths.get(patch);
    if (known !== undefined) return known;
    const paths = pathsOf(textOf(patch)) ?? [];
    this.#paths.set(patch, paths);
    return paths;
  }
}

function patchesByMachine(shape: ClusterShape): Map<string, Resource[]> {
  const byMachine = new Map<string, Resource[]>();
  for (const patch of shape.resources) {
    if (!isOf(patch, types.ConfigPatch) || isDisabled(patch)) continue;
    for (const machine of scopeOf(patch, shape)) {
      const patches = byMachine.get(machine);
      if (patches === undefined) byMachine.set(machine, [patch]);
      else patches.push(patch);
    }
  }
  return byMachine;
}
