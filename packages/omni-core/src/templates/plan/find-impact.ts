import type { ClusterShape, ShapeMachine, ShapeSet } from './cluster-shape.ts';
import { compareText } from './compare-text.ts';
import { clusterReasons, membershipReasons } from './impact/cluster-reasons.ts';
import { patchReasons } from './impact/patch-reasons.ts';
import { rolloutOf } from './impact/rollout.ts';
import { extensionReasons, kernelArgsReasons } from './impact/schematic-reasons.ts';
import type { ImpactKind, ImpactReason, MachineImpact, PlanImpact } from './machine-impact.ts';
import type { PlanFacts } from './plan-facts.ts';

/** From harmless to final. */
const KINDS: readonly ImpactKind[] = ['none', 'config-apply', 'reboot', 'reinstall', 'upgrade', 'added', 'removed'];

/** What a plan does to every machine of the cluster, and in which order. Pure. */
export function findImpact(facts: PlanFacts): PlanImpact {
  const found = [clusterReasons, membershipReasons, extensionReasons, kernelArgsReasons, patchReasons];
  const byMachine = Map.groupBy(
    found.flatMap((reasons) => reasons(facts)),
    ({ machine }) => machine,
  );
  const all = new Map([...facts.before.machines, ...facts.after.machines]);
  const machines = [...all.values()]
    .toSorted(bySetAndId)
    .map((machine) => impactOn(machine, byMachine.get(machine.id)?.map(({ reason }) => reason) ?? [], facts.after));
  return { machines, rollout: rolloutOf(facts, machines), allocations: allocationChanges(facts) };
}

function impactOn(machine: ShapeMachine, reasons: readonly ImpactReason[], after: ClusterShape): MachineImpact {
  const worstFirst = reasons.toSorted((a, b) => KINDS.indexOf(b.kind) - KINDS.indexOf(a.kind) || byCertainty(a, b));
  const [worst] = worstFirst;
  const kind = worst?.kind ?? 'none';
  const waits = kind !== 'none' && kind !== 'added' && kind !== 'removed';
  return {
    machine: machine.id,
    machineSet: machine.machineSet,
    role: machine.role,
    kind,
    certainty: worst?.certainty ?? 'certain',
    held: waits && after.machines.get(machine.id)?.locked === true,
    reasons: worstFirst,
  };
}

function byCertainty(left: ImpactReason, right: ImpactReason): number {
  return Number(left.certainty === 'guessed') - Number(right.certainty === 'guessed');
}

function bySetAndId(left: ShapeMachine, right: ShapeMachine): number {
  return compareText(left.machineSet, right.machineSet) || compareText(left.id, right.id);
}

function allocationChanges({ before, after }: PlanFacts): PlanImpact['allocations'] {
  const ids = [...new Set([...before.sets.keys(), ...after.sets.keys()])].sort();
  return ids.flatMap((machineSet) => {
    const [was, is] = [described(before.sets.get(machineSet)), described(after.sets.get(machineSet))];
    return was === is ? [] : [{ machineSet, before: was, after: is }];
  });
}

/** `3 of gpu`, `all of gpu`, or nothing for a set whose machines are named. */
function described(set: ShapeSet | undefined): string {
  if (set?.allocation === undefined) return '';
  const { machineClass, count } = set.allocation;
  return `${count === 'unlimited' ? 'all' : count} of ${machineClass}`;
}
