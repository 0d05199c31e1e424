import type { ImpactRuleId } from '../impact-rules.ts';
import type { Certainty, ImpactKind, ImpactReason } from '../machine-impact.ts';

/** Why one machine is affected. */
export interface MachineReason {
  readonly machine: string;
  readonly reason: ImpactReason;
}

/** One reason that holds for several machines. */
export function reasonFor(
  machines: Iterable<string>,
  kind: ImpactKind,
  certainty: Certainty,
  rule: ImpactRuleId,
  resource: string,
  text: string,
): MachineReason[] {
  return Array.from(machines, (machine) => ({ machine, reason: { kind, certainty, text, resource, rule } }));
}
