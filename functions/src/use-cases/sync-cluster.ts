import {
  ApplyError,
  type ApplyProgress,
  type GuardId,
  isOmniError,
  isPlanEmpty,
  type Plan,
  type PlanDocument,
  PlanStaleError,
  type PlanStep,
  planSteps,
  requireRestOf,
  subjectOf,
  type Template,
  type Templates,
} from '@fleetwright/omni-core';
import type { LoadedTemplate } from '../repository/load-templates.ts';
import { type Failure, failureOf } from './failure.ts';

/** What became of one cluster. Steps read like `create Clusters.omni.sidero.dev(demo)`. */
export interface ClusterResult {
  readonly template: string;
  readonly cluster: string;
  readonly outcome: 'synced' | 'unchanged' | 'planned' | 'failed';
  /** Carried out; for `planned`: what would be. Partly done work is here too when the outcome is `failed`. */
  readonly steps: readonly string[];
  /** Begun, with unknown or failed outcome. */
  readonly unfinished: readonly string[];
  /** Not begun. */
  readonly remaining: readonly string[];
  /** The plan that was made first, free of secrets; `undefined` when none could be. Its hash asks for exactly this plan. */
  readonly plan: PlanDocument | undefined;
  readonly failure: Failure | undefined;
}

export interface SyncClusterOptions {
  readonly dryRun: boolean;
  /** Guards the plan may run into. */
  readonly allow: readonly GuardId[];
  /** Hash of the plan somebody looked at: only that is applied. */
  readonly reviewed: string | undefined;
  /** The template that was applied last, when it is known. */
  readonly previous: Template | undefined;
  readonly signal?: AbortSignal;
}

/** Plans of one sync: the first, and again after somebody wrote in between. */
const MAX_PLANS = 3;

/**
 * Brings one cluster to its template. When somebody changes a resource between plan and write, what is left is planned
 * anew, unless the plan was reviewed: then only what is left of that one is done. Never throws for what Omni or the
 * template do: the answer tells, partial work included.
 */
export async function syncCluster(
  { path, cluster, template }: LoadedTemplate,
  engine: Pick<Templates, 'plan' | 'apply'>,
  { dryRun, allow, reviewed, previous, signal }: SyncClusterOptions,
): Promise<ClusterResult> {
  const options = { ...(signal && { signal }) };
  const done: PlanStep[] = [];
  let first: Plan | undefined;
  const result = (
    outcome: ClusterResult['outcome'],
    steps: readonly PlanStep[],
    { failed, remaining }: Pick<ApplyProgress, 'failed' | 'remaining'> = { failed: [], remaining: [] },
  ): ClusterResult => ({
    template: path,
    cluster,
    outcome,
    steps: steps.map(describeStep),
    unfinished: failed.map(describeStep),
    remaining: remaining.map(describeStep),
    plan: first,
    failure: undefined,
  });
  for (let plans = 1; ; plans += 1) {
    let progress: ApplyProgress = { done: [], failed: [], remaining: [] };
    try {
      const plan = await engine.plan(template, { previous, ...options });
      const isFirst = first === undefined;
      first ??= plan;
      if (dryRun) return result(isPlanEmpty(plan) ? 'unchanged' : 'planned', planSteps(plan));
      if (reviewed !== undefined) requireRestOf(plan, isFirst ? reviewed : first);
      if (!isPlanEmpty(plan)) done.push(...(await engine.apply(plan, { allow, ...options })).done);
      return result(done.length > 0 ? 'synced' : 'unchanged', done);
    } catch (error) {
      if (error instanceof ApplyError) progress = error;
      done.push(...progress.done);
      if (plans < MAX_PLANS && isConflict(error, reviewed)) continue;
      return { ...result('failed', done, progress), failure: failureOf(error) };
    }
  }
}

/** True when planning anew can help. Of a plan that was reviewed, nobody wants another one. */
function isConflict(error: unknown, reviewed: string | undefined): boolean {
  if (error instanceof PlanStaleError) return reviewed === undefined;
  return (
    error instanceof ApplyError &&
    isOmniError(error.cause, 'version_conflict', 'already_exists', 'phase_conflict', 'not_found')
  );
}

/** The step in one line; nothing of the resource but its name. */
export function describeStep(step: PlanStep): string {
  const { metadata } = subjectOf(step);
  return `${step.kind} ${metadata.type}(${metadata.id})`;
}
