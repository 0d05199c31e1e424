import type { GuardFinding } from '../guard.ts';
import type { PlanFacts } from '../plan-facts.ts';

/** What a guard found: a sentence, and the resources that prove it. */
export type Evidence = Pick<GuardFinding, 'text' | 'resources'>;

/** Looks at a plan; `undefined` when there is nothing to stop it for. */
export type GuardCheck = (facts: PlanFacts) => Evidence | undefined;

/** The first few of a list as text, and how many more there are. */
export function few(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
