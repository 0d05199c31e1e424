import { redactLogText } from '@fleetwright/omni-core';
import type { BindingConfig } from '../config/functions-config.ts';
import type { Report } from '../ports/report-store.ts';
import type { TemplateProblem } from '../repository/load-templates.ts';
import type { Failure } from './failure.ts';
import { reportKey } from './report-key.ts';

/** One resource that is not as Git says. */
export interface DriftFinding {
  /** `missing` in Omni, `changed` in Omni, or `extra` in Omni. */
  readonly kind: 'missing' | 'changed' | 'extra';
  /** `type(id)`. */
  readonly resource: string;
  /**
   * From Omni (`-`) to Git (`+`). Values of patches, manifests and kernel arguments stand as keyed fingerprints
   * `«redacted:…»`: equal ones are equal, and nothing else can be told from them.
   */
  readonly diff: string;
}

export interface ClusterDrift {
  readonly cluster: string;
  readonly template: string;
  readonly findings: readonly DriftFinding[];
  /** Why the cluster could not be compared. Not knowing is not the same as no drift. */
  readonly failure: Failure | undefined;
}

/** One binding compared with its Omni. */
export interface Drift {
  readonly commit: string | undefined;
  readonly clusters: readonly ClusterDrift[];
  readonly problems: readonly TemplateProblem[];
  /** Clusters made by a template that the branch no longer has. */
  readonly extra: readonly string[];
  /** What stopped the comparison before any cluster. */
  readonly failure: Failure | undefined;
}

/** True when everything was compared and nothing differs. */
export function isQuiet({ clusters, problems, extra, failure }: Drift): boolean {
  const calm = clusters.every((cluster) => cluster.findings.length === 0 && cluster.failure === undefined);
  return calm && problems.length === 0 && extra.length === 0 && failure === undefined;
}

/** The report of a comparison, in both forms, with one line that says it all. */
export function driftReport(id: string, binding: BindingConfig, drift: Drift, at: Date): Report & { summary: string } {
  const { repository, ref, instance } = binding;
  const summary = summarize(drift);
  return {
    key: reportKey('drift', id, at, drift.commit),
    summary,
    data: { kind: 'drift', at: at.toISOString(), binding: id, summary, instance, repository, ref, ...drift },
    markdown: [
      `# Drift of ${id}: ${summary}\n`,
      `${instance} against ${repository} \`${ref}\` at \`${drift.commit ?? 'unknown'}\`\n`,
      ...(drift.failure ? [`**Not compared, ${drift.failure.code}**: ${drift.failure.message}\n`] : []),
      ...drift.problems.map(
        ({ path, messages }) => `## ${path} is not valid\n\n${messages.map((message) => `- ${message}\n`).join('')}`,
      ),
      ...drift.clusters.filter(({ findings, failure }) => findings.length > 0 || failure).map(clusterSection),
      ...drift.extra.map((cluster) => `## ${cluster}\n\nMade by a template that is no longer in Git.\n`),
    ].join('\n'),
  };
}

function summarize({ clusters, problems, extra, failure }: Drift): string {
  if (failure !== undefined) return `not compared: ${failure.message.split('\n')[0]}`;
  const count = (kind: DriftFinding['kind']) =>
    clusters.reduce((sum, { findings }) => sum + findings.filter((finding) => finding.kind === kind).length, 0);
  const unread = clusters.filter((cluster) => cluster.failure !== undefined).length + problems.length;
  return [
    ...(['missing', 'changed', 'extra'] as const).map((kind) => [count(kind), kind] as const),
    [extra.length, 'clusters without a template'] as const,
    [unread, 'not compared'] as const,
  ]
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`)
    .join(', ');
}

function clusterSection({ cluster, template, findings, failure }: ClusterDrift): string {
  return [
    `## ${cluster}\n\nFrom ${template}.\n`,
    ...(failure ? [`**Not compared, ${failure.code}**: ${failure.message}\n`] : []),
    ...findings.map(
      ({ kind, resource, diff }) => `### ${kind}: ${resource}\n\n\`\`\`diff\n${redactLogText(diff)}\`\`\`\n`,
    ),
  ].join('\n');
}
