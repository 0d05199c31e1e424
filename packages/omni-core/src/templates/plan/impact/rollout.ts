import { MachineSetSpec } from '../../../wire/gen/specs.ts';
import type { ClusterShape, ShapeSet } from '../cluster-shape.ts';
import { compareText } from '../compare-text.ts';
import type { ImpactRuleId } from '../impact-rules.ts';
import type { ImpactKind, MachineImpact, RolloutStage } from '../machine-impact.ts';
import type { PlanFacts } from '../plan-facts.ts';

type Strategy = 'updateStrategy' | 'upgradeStrategy' | 'deleteStrategy';

/** In which order machines are changed, and how many at a time. */
export function rolloutOf({ before, after }: PlanFacts, machines: readonly MachineImpact[]): RolloutStage[] {
  const bySet = Map.groupBy(
    machines.filter(({ held }) => !held),
    ({ machineSet }) => machineSet,
  );
  return [...bySet].flatMap(([id, ofSet]) => stagesOf(id, ofSet, before, after)).sort(byOperation);
}

function stagesOf(
  machineSet: string,
  machines: readonly MachineImpact[],
  before: ClusterShape,
  after: ClusterShape,
): RolloutStage[] {
  const isControlPlane = machines.some(({ role }) => role === 'controlplane');
  const set = after.sets.get(machineSet);
  const stage = (
    operation: RolloutStage['operation'],
    rule: ImpactRuleId,
    affected: readonly MachineImpact[],
    options: { readonly order?: number; readonly parallel?: number | undefined },
  ): RolloutStage[] => {
    if (affected.length === 0) return [];
    const { order = 1, parallel } = options;
    const ids = affected.map(({ machine }) => machine);
    const common = { order, operation, machineSet, machines: ids, certainty: 'certain', rule } as const;
    return [parallel === undefined ? common : { ...common, parallel }];
  };
  const having = (...kinds: readonly ImpactKind[]) =>
    machines.filter(({ reasons }) => reasons.some(({ kind }) => kinds.includes(kind)));
  const ruled = (...rules: readonly string[]) =>
    machines.filter(({ reasons }) => reasons.some(({ rule }) => rules.includes(rule)));
  const kubernetes = ruled('kubernetes-version');
  const configured = machines.filter(({ reasons }) =>
    reasons.some(({ kind, rule }) => (kind === 'config-apply' || kind === 'reboot') && rule !== 'kubernetes-version'),
  );
  const leaving = machines.filter(({ kind }) => kind === 'removed');
  return [
    ...stage('joining', 'rollout-joining', having('added'), {}),
    ...stage('talos', 'rollout-talos', having('upgrade', 'reinstall'), {
      order: isControlPlane ? 1 : 2,
      parallel: parallelism(set, 'upgradeStrategy') ?? 1,
    }),
    ...(isControlPlane ? stage('kubernetes', 'rollout-kubernetes', kubernetes, { order: 1, parallel: 1 }) : []),
    ...stage('kubernetes', 'rollout-kubernetes', kubernetes, { order: 2, parallel: 1 }),
    ...stage('config', 'rollout-config', configured, { parallel: parallelism(set, 'updateStrategy') ?? 1 }),
    ...removal(set, before.sets.get(machineSet), isControlPlane, leaving, stage),
  ];
}

function removal(
  set: ShapeSet | undefined,
  was: ShapeSet | undefined,
  isControlPlane: boolean,
  leaving: readonly MachineImpact[],
  stage: (
    operation: 'removal',
    rule: ImpactRuleId,
    affected: readonly MachineImpact[],
    options: { readonly parallel?: number | undefined },
  ) => RolloutStage[],
): RolloutStage[] {
  if (set === undefined) return stage('removal', 'rollout-set-removal', leaving, {});
  if (isControlPlane) return stage('removal', 'rollout-control-plane-removal', leaving, { parallel: 1 });
  return stage('removal', 'rollout-worker-removal', leaving, { parallel: parallelism(set ?? was, 'deleteStrategy') });
}

/** How many at a time; `undefined` where the set does not say. */
function parallelism(set: ShapeSet | undefined, strategy: Strategy): number | undefined {
  if (set === undefined || set.spec[strategy] !== MachineSetSpec.UpdateStrategy.Rolling) return undefined;
  return set.spec[`${strategy}Config`]?.rolling?.maxParallelism;
}

const OPERATIONS: readonly RolloutStage['operation'][] = ['joining', 'config', 'talos', 'kubernetes', 'removal'];

function byOperation(left: RolloutStage, right: RolloutStage): number {
  return (
    OPERATIONS.indexOf(left.operation) - OPERATIONS.indexOf(right.operation) ||
    left.order - right.order ||
    compareText(left.machineSet, right.machineSet)
  );
}
