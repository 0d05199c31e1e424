import type { MachineImpact } from './machine-impact.ts';
import type { PlanDocument } from './plan-document.ts';
import type { FieldChange, PlannedChange } from './planned-change.ts';

/** How much of a plan is printed. */
export interface PrintReviewOptions {
  /** Fields shown of one resource; the rest is counted. @default 20 */
  readonly fields?: number;
}

/** A plan as text for the person who decides about it: what stops it, what it changes, what that does to machines. */
export function printReview(plan: PlanDocument, { fields = 20 }: PrintReviewOptions = {}): string {
  const parts = [
    [`${headline(plan)}`, `plan ${plan.hash}`],
    plan.guards.map(({ id, severity, text }) => `stopped by ${id} (${severity}): ${text}`),
    ...plan.changes.map((change) => changeLines(change, fields)),
    printImpact(plan),
    plan.kept.map(({ resource, path }) => `kept ${resource} ${path}`),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** What a plan does in one line, e.g. `demo: 1 create, 2 update, 12 unchanged`. */
export function headline({ clusterName, summary }: Pick<PlanDocument, 'clusterName' | 'summary'>): string {
  const counts = Object.entries(summary).filter(([, count]) => count > 0);
  return `${clusterName}: ${counts.map(([action, count]) => `${count} ${action}`).join(', ') || 'nothing to do'}`;
}

function changeLines({ action, resource, carriedOutBy, fields }: PlannedChange, most: number): string[] {
  const more = fields.length - most;
  return [
    `${action} ${resource}${carriedOutBy === 'omni' ? ' (goes with its set or cluster)' : ''}`,
    ...fields.slice(0, most).map((field) => `  ${fieldLine(field)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function fieldLine({ path, before, after }: FieldChange): string {
  if (after === undefined) return `${path}: ${JSON.stringify(before)} goes`;
  if (before === undefined) return `${path}: ${JSON.stringify(after)}`;
  return `${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`;
}

/**
 * What a plan does to machines, those that fare alike on one line: a cluster of a hundred is read at a glance. What is
 * not said to be guessed is certain.
 */
export function printImpact({ impact }: Pick<PlanDocument, 'impact'>): string[] {
  const affected = impact.machines.filter(({ kind }) => kind !== 'none');
  const alike = Map.groupBy(affected, ({ kind, certainty, held, machineSet, reasons }) =>
    [
      `${kind}${held ? ', once unlocked' : ''}${certainty === 'guessed' ? ', guessed' : ''}`,
      machineSet,
      reasons[0]?.text ?? '',
    ].join('\0'),
  );
  return [
    ...[...alike].map(([key, machines]) => {
      const [kind = '', set = '', reason = ''] = key.split('\0');
      return `${kind}: ${nameOrCount(machines)} of ${set}. ${reason}`.trimEnd();
    }),
    ...impact.allocations.map(
      ({ machineSet, before, after }) => `allocation: ${machineSet} from ${before || 'none'} to ${after || 'none'}`,
    ),
    ...impact.rollout.map(({ operation, order, machineSet, machines, parallel }) => {
      const limit = parallel === undefined ? '' : `, ${parallel} at a time`;
      return `rollout of ${operation}, stage ${order}: ${countOf(machines.length)} of ${machineSet}${limit}`;
    }),
  ];
}

function nameOrCount(machines: readonly MachineImpact[]): string {
  const [first, ...others] = machines;
  return first !== undefined && others.length === 0 ? first.machine : countOf(machines.length);
}

function countOf(count: number): string {
  return `${count} ${count === 1 ? 'machine' : 'machines'}`;
}
