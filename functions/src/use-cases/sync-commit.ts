import type { CallOptions } from '@fleetwright/omni-core';
import pMap from 'p-map';
import type { BindingConfig } from '../config/functions-config.ts';
import { lookUp } from '../domain/binding.ts';
import type { SyncJob } from '../domain/job.ts';
import type { Attempt, JobOutcome } from '../domain/job-outcome.ts';
import type { AppliedCommits } from '../ports/applied-commits.ts';
import type { CommitState } from '../ports/commit-statuses.ts';
import type { GitHost } from '../ports/git-hosts.ts';
import { type LoadedTemplate, loadTemplates } from '../repository/load-templates.ts';
import { appliedTemplates } from './applied-templates.ts';
import { extraClusters } from './extra-clusters.ts';
import { type Failure, failureOf } from './failure.ts';
import type { JobDeps } from './job-deps.ts';
import { supersedingHead } from './superseding-head.ts';
import { syncCluster } from './sync-cluster.ts';
import { type SyncResult, syncReport } from './sync-report.ts';
import { judge } from './sync-summary.ts';

/** Clusters of one commit that are synced side by side. */
const CONCURRENT_CLUSTERS = 4;

/**
 * Syncs every template of one commit. A commit is valid as a whole or not applied at all; once it is, clusters succeed
 * and fail each for itself. Tells the outcome by commit status and report, then in the answer. A pushed commit that is no
 * longer the head of its branch is not applied: the newer push is.
 *
 * @throws only bugs; what Git hosts, Omnis and templates do wrong is in the answer
 */
export async function syncCommit(
  job: SyncJob,
  attempt: Attempt,
  deps: JobDeps,
  options: CallOptions = {},
): Promise<JobOutcome> {
  const binding = lookUp(deps.config.bindings, job.binding);
  if (binding === undefined) return gone(job.binding);
  let host: GitHost | undefined;
  try {
    host = await deps.hosts.open(binding.source, options);
    const newer = await newerHead(job, binding, host, deps, options);
    if (newer !== undefined) return superseded(job, binding, newer, host);
  } catch (error) {
    return finish(job, binding, attempt, nothingDone(job.commit, failureOf(error)), host, deps);
  }
  const result = await run(job, binding, host, deps, options);
  return finish(job, binding, attempt, result, host, deps);
}

async function newerHead(
  job: SyncJob,
  { repository, ref }: BindingConfig,
  { repositories }: GitHost,
  { clock }: JobDeps,
  options: CallOptions,
): Promise<string | undefined> {
  if (job.cause.kind !== 'push') return undefined;
  return supersedingHead(job, await repositories.resolveRef(repository, ref, options), clock());
}

async function run(
  job: SyncJob,
  binding: BindingConfig,
  host: GitHost,
  deps: JobDeps,
  options: CallOptions,
): Promise<SyncResult> {
  let commit = job.commit;
  try {
    commit ??= await host.repositories.resolveRef(binding.repository, binding.ref, options);
    await setStatus(host, job, binding, commit, 'pending', 'syncing', options);
    await using omni = await deps.omnis.open(binding.instance, options);
    await using snapshot = await host.repositories.open(binding.repository, commit, options);
    const { templates, problems } = await loadTemplates(snapshot, binding, omni.templates, options.signal);
    if (problems.length > 0) return { ...nothingDone(commit), problems };
    const { applied } = deps;
    const previous = await appliedTemplates(
      templates,
      commit,
      { id: job.binding, binding, host, omni, applied },
      options,
    );
    const clusters = await pMap(
      templates,
      async (template) => {
        const { dryRun, ...sync } = syncOptions(job, binding, template);
        const known = { previous: previous.get(template.cluster), dryRun };
        const result = await syncCluster(template, omni.templates, { ...sync, ...known, ...options });
        if (!dryRun && result.failure === undefined) await remember(job.binding, template.cluster, commit, applied);
        return result;
      },
      { concurrency: CONCURRENT_CLUSTERS },
    );
    const described = new Set(templates.map(({ cluster }) => cluster));
    // After the work: that a list cannot be read must not stop a sync.
    const extra = await extraClusters(omni.resources, binding, described, options).catch(() => undefined);
    return { ...nothingDone(commit), clusters, extra };
  } catch (error) {
    return nothingDone(commit, failureOf(error));
  }
}

/** What cannot be remembered is not known the next time: less is noticed then, and nothing breaks. */
async function remember(
  id: string,
  cluster: string,
  commit: string | undefined,
  applied: AppliedCommits,
): Promise<void> {
  if (commit !== undefined) await applied.remember(id, cluster, commit, { timeoutMs: 5_000 }).catch(() => undefined);
}

function syncOptions({ dryRun, allow = [], plans }: SyncJob, binding: BindingConfig, { cluster }: LoadedTemplate) {
  return {
    // Of clusters that nobody looked at, only the plan is made.
    dryRun: dryRun || binding.mode === 'plan' || (plans !== undefined && !(cluster in plans)),
    allow: [...binding.allow, ...allow],
    reviewed: plans?.[cluster],
  };
}

async function finish(
  job: SyncJob,
  binding: BindingConfig,
  attempt: Attempt,
  result: SyncResult,
  host: GitHost | undefined,
  deps: JobDeps,
): Promise<JobOutcome> {
  const { state, summary, passing } = judge(result);
  const retry = passing && !attempt.last;
  // The deadline may have passed; telling what happened gets time of its own.
  const options = { timeoutMs: 5_000 };
  const report = syncReport(job, binding, result, { at: deps.clock(), attempt: attempt.number, summary });
  const stored = await deps.reports.put(report, options).then(
    () => report.key,
    () => undefined,
  );
  const statusSet =
    host === undefined || result.commit === undefined
      ? false
      : await setStatus(host, job, binding, result.commit, retry ? 'pending' : state, summary, options);
  return {
    disposition: retry ? 'retry' : passing ? 'abandoned' : 'done',
    summary,
    details: { binding: job.binding, commit: result.commit, state, statusSet, reportStored: stored !== undefined },
    report: stored,
  };
}

/** Success, because nothing is wrong with the commit and nobody has to act: hosts know no neutral status. */
async function superseded(job: SyncJob, binding: BindingConfig, newer: string, host: GitHost): Promise<JobOutcome> {
  const { binding: id, commit = '' } = job;
  const summary = `superseded by ${newer.slice(0, 12)}, not applied`;
  const statusSet = await setStatus(host, job, binding, commit, 'success', summary, { timeoutMs: 5_000 });
  const details = { binding: id, commit, supersededBy: newer, statusSet };
  return { disposition: 'done', summary, details, report: undefined };
}

/** A host that does not take a status is no reason not to sync. */
async function setStatus(
  { statuses }: GitHost,
  { binding: id, dryRun }: SyncJob,
  { repository }: BindingConfig,
  commit: string,
  state: CommitState,
  description: string,
  options: CallOptions,
): Promise<boolean> {
  if (dryRun) return false;
  const status = { repository, commit, state, context: `fleetwright/${id}`, description };
  return statuses.set(status, options).then(
    () => true,
    () => false,
  );
}

function nothingDone(commit: string | undefined, failure?: Failure): SyncResult {
  return { commit, clusters: [], problems: [], extra: [], failure };
}

function gone(binding: string): JobOutcome {
  const summary = 'the binding is no longer configured';
  return { disposition: 'done', summary, details: { binding }, report: undefined };
}
