import {
  type CallOptions,
  type DriftFailure,
  type DriftReport,
  type DriftSource,
  driftReportOf,
  driftSummary,
  isDriftFree,
} from '@fleetwright/omni-core';
import { coversCluster } from '../config/cluster-pattern.ts';
import type { BindingConfig } from '../config/functions-config.ts';
import { lookUp } from '../domain/binding.ts';
import type { DriftJob } from '../domain/job.ts';
import type { JobOutcome } from '../domain/job-outcome.ts';
import { loadTemplates, type TemplateProblem } from '../repository/load-templates.ts';
import { appliedTemplates } from './applied-templates.ts';
import { storedDrift } from './drift-report.ts';
import { failureOf } from './failure.ts';
import type { JobDeps } from './job-deps.ts';

/**
 * Compares the Omni of one binding with what was applied last and with the head of the branch, and stores a report when
 * they differ, or when something could not be compared. Changes nothing. When all is as it should be, nothing is stored.
 *
 * @throws only bugs
 */
export async function reportDrift(job: DriftJob, deps: JobDeps, options: CallOptions = {}): Promise<JobOutcome> {
  const binding = lookUp(deps.config.bindings, job.binding);
  if (binding === undefined) {
    const summary = 'the binding is no longer configured';
    return { disposition: 'done', summary, details: { binding: job.binding }, report: undefined };
  }
  const drift = await driftOf(job.binding, binding, deps, options);
  const { drifted, failed } = drift.summary;
  const details = { binding: job.binding, commit: drift.head, drifted, failed };
  if (isDriftFree(drift)) return { disposition: 'done', summary: 'no drift', details, report: undefined };
  const report = await storedDrift(job.binding, binding, drift);
  await deps.reports.put(report, { timeoutMs: 10_000 });
  return { disposition: 'done', summary: driftSummary(drift), details, report: report.key };
}

async function driftOf(id: string, binding: BindingConfig, deps: JobDeps, options: CallOptions): Promise<DriftReport> {
  const { repository, ref, source, instance, clusters } = binding;
  const now = deps.clock();
  let head: string | undefined;
  try {
    const host = await deps.hosts.open(source, options);
    const { repositories } = host;
    head = await repositories.resolveRef(repository, ref, options);
    await using omni = await deps.omnis.open(instance, options);
    await using snapshot = await repositories.open(repository, head, options);
    const { templates, problems } = await loadTemplates(snapshot, binding, omni.templates, options.signal);
    const applied = await appliedTemplates(
      templates,
      head,
      { id, binding, host, omni, applied: deps.applied },
      options,
    );
    const sources: DriftSource[] = [
      ...templates.map(({ path, cluster, template }) => ({
        name: path,
        applied: applied.get(cluster),
        head: template,
      })),
      ...problems.map((problem) => ({ name: problem.path, failure: failureOfTemplate(problem) })),
    ];
    return await omni.fleet.drift(sources, {
      title: id,
      commits: { head },
      now,
      scope: (cluster) => clusters.some((pattern) => coversCluster(pattern, cluster)),
      // Whether a cluster is well is for its monitoring to tell, all the time and not by the hour.
      health: false,
      ...options,
    });
  } catch (error) {
    const { code, message, hint } = failureOf(error);
    const failure = { code, message, ...(hint !== undefined && { hint }) };
    const nothing = { cluster: '', source: `${repository} ${ref}`, findings: [], ignored: [] };
    return driftReportOf([{ ...nothing, failure }], { title: id, commits: { head }, now });
  }
}

function failureOfTemplate({ messages }: TemplateProblem): DriftFailure {
  return { code: 'template_invalid', message: messages.join('\n') };
}
