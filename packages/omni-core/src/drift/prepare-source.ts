import { failureOf } from '../fleet/failure-of.ts';
import { type WantedState, wantedState } from '../templates/plan/wanted-state.ts';
import { clusterNameOf, type Template } from '../templates/template.ts';
import type { DriftFailure } from './drift-report.ts';
import type { DriftSource } from './drift-source.ts';

/** A template at both commits, rendered. */
export interface PreparedSource {
  readonly source: DriftSource;
  /** Empty when it is not known. */
  readonly cluster: string;
  readonly applied: WantedState | undefined;
  readonly head: WantedState | undefined;
  readonly failure: DriftFailure | undefined;
}

/** Renders what Omni is compared with. A template that breaks a rule is a failure of this source. */
export function prepareSource(source: DriftSource, now: Date): PreparedSource {
  const cluster = clusterOf(source);
  const nothing = { source, cluster, applied: undefined, head: undefined };
  if (source.failure !== undefined) return { ...nothing, failure: source.failure };
  try {
    const wanted = (template: Template | undefined) => template && wantedState(template, { now });
    const [applied, head] = [wanted(source.applied), wanted(templateOf(source.head))];
    if (applied !== undefined && head !== undefined && applied.clusterName !== head.clusterName) {
      const message = `the template described cluster ${applied.clusterName} and describes ${head.clusterName} now`;
      return {
        ...nothing,
        failure: { code: 'plan_refused', message, hint: 'Give the new cluster a template of its own.' },
      };
    }
    return { source, cluster, applied, head, failure: undefined };
  } catch (error) {
    return { ...nothing, failure: failureOf(error) };
  }
}

function templateOf(head: DriftSource['head']): Template | undefined {
  return head === 'deleted' ? undefined : head;
}

function clusterOf({ head, applied }: DriftSource): string {
  const template = templateOf(head) ?? applied;
  return template === undefined ? '' : clusterNameOf(template);
}
