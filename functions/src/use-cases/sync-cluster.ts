import {
  ApplyError,
  type ApplyProgress,
  isOmniError,
  isPlanEmpty,
  type PlanStep,
  planSteps,
  subjectOf,
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
  readonly failure: Failure | undefined;
}

export interface SyncClusterOptions {
  readonly dryRun: boolean;
  readonly signal?: AbortSignal;
}

/** Plans of one sync: the first, and again after somebody wrote in between. */
const MAX_PLANS = 3;

/**
 * Brings one cluster to its template. When somebody changes a resource between plan and write, what is left is planned
 * anew. Never throws for what Omni or the template do: the answer tells, partial work included.
 */
export async function syncCluster(
  { path, cluster, template }: LoadedTemplate,
  engine: Pick<Templates, 'plan' | 'apply'>,
  { dryRun, signal }: SyncClusterOptions,
): Promise<ClusterResult> {
  const options = { ...(signal && { signal }) };
  const subject = { template: path, cluster };
  const done: PlanStep[] = [];
  for (let plans = 1; ; plans += 1) {
    let progress: ApplyProgress = { done: [], failed: [], remaining: [] };
    try {
      const plan = await engine.plan(template, options);
      if (dryRun) return result(subject, isPlanEmpty(plan) ? 'unchanged' : 'planned', planSteps(plan));
      if (!isPlanEmpty(plan)) done.push(...(await engine.apply(plan, options)).done);
      return result(subject, done.length > 0 ? 'synced' : 'unchanged', done);
    } catch (error) {
      if (error instanceof ApplyError) progress = error;
      done.push(...progress.done);
      if (plans < MAX_PLANS && error instanceof ApplyError && isConflict(error)) continue;
      return { ...result(subject, 'failed', done, progress), failure: failureOf(error) };
    }
  }
}

function isConflict({ cause }: ApplyError): boolean {
  return isOmniError(cause, 'version_conflict', 'already_exists', 'phase_conflict');
}

function result(
  subject: Pick<ClusterResult, 'template' | 'cluster'>,
  outcome: ClusterResult['outcome'],
  steps: readonly PlanStep[],
  { failed, remaining }: Pick<ApplyProgress, 'failed' | 'remaining'> = { failed: [], remaining: [] },
): ClusterResult {
  return {
    ...subject,
    outcome,
    steps: steps.map(describeStep),
    unfinished: failed.map(describeStep),
    remaining: remaining.map(describeStep),
    failure: undefined,
  };
}

/** The step in one line; nothing of the resource but its name. */
export function describeStep(step: PlanStep): string {
  const { metadata } = subjectOf(step);
  return `${step.kind} ${metadata.type}(${metadata.id})`;
}
