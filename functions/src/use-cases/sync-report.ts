import { printReview } from '@fleetwright/omni-core';
import type { BindingConfig } from '../config/functions-config.ts';
import type { SyncJob } from '../domain/job.ts';
import type { Report } from '../ports/report-store.ts';
import type { TemplateProblem } from '../repository/load-templates.ts';
import type { Failure } from './failure.ts';
import { reportKey } from './report-key.ts';
import type { ClusterResult } from './sync-cluster.ts';

/** Everything one run of a sync did and found. */
export interface SyncResult {
  readonly commit: string | undefined;
  readonly clusters: readonly ClusterResult[];
  /** Templates that are not valid. When there is one, no cluster was touched. */
  readonly problems: readonly TemplateProblem[];
  /** Clusters without a template any more; left as they are. `undefined`: could not be listed. */
  readonly extra: readonly string[] | undefined;
  /** What stopped the run before any cluster. */
  readonly failure: Failure | undefined;
}

/** The report of one run, in both forms. */
export function syncReport(
  job: SyncJob,
  binding: BindingConfig,
  result: SyncResult,
  { at, attempt, summary }: { readonly at: Date; readonly attempt: number; readonly summary: string },
): Report {
  const { repository, ref, instance, mode } = binding;
  const { binding: id, cause } = job;
  const dryRun = job.dryRun || mode === 'plan';
  const facts = { binding: id, instance, repository, ref, commit: result.commit, cause, dryRun, attempt };
  return {
    key: reportKey('sync', id, at, result.commit),
    data: { kind: 'sync', at: at.toISOString(), summary, ...facts, ...result },
    markdown: markdown(facts, result, summary),
  };
}

function markdown(
  facts: Readonly<Record<'binding' | 'instance' | 'repository' | 'ref' | 'commit', string | undefined>>,
  { clusters, problems, extra, failure }: SyncResult,
  summary: string,
): string {
  return [
    `# Sync of ${facts.binding}: ${summary}\n`,
    `${facts.repository} \`${facts.ref}\` at \`${facts.commit ?? 'unknown'}\` to ${facts.instance}\n`,
    ...(failure ? [`**${failure.code}**: ${failure.message}\n`, ...(failure.hint ? [`${failure.hint}\n`] : [])] : []),
    ...problems.map(({ path, messages }) => `## ${path} is not valid\n\n${list(messages)}`),
    ...clusters.map(clusterSection),
    ...(extra && extra.length > 0 ? [`## Without a template\n\nLeft as they are:\n\n${list(extra)}`] : []),
  ].join('\n');
}

function clusterSection(result: ClusterResult): string {
  const { cluster, template, outcome, steps, unfinished, remaining, plan, failure } = result;
  return [
    `## ${cluster}: ${outcome}\n\nFrom ${template}.\n`,
    ...(failure ? [`**${failure.code}**: ${failure.message}\n`, ...(failure.hint ? [`${failure.hint}\n`] : [])] : []),
    ...(steps.length > 0 ? [`${outcome === 'planned' ? 'Would be done' : 'Done'}:\n\n${list(steps)}`] : []),
    ...(unfinished.length > 0 ? [`Begun, outcome unknown:\n\n${list(unfinished)}`] : []),
    ...(plan !== undefined && outcome !== 'unchanged' ? [`\`\`\`text\n${printReview(plan)}\`\`\`\n`] : []),
    ...(remaining.length > 0 ? [`Not begun:\n\n${list(remaining)}`] : []),
  ].join('\n');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item.replaceAll('\n', '\n  ')}\n`).join('');
}
