import { block, code, inline, table } from '../printing/markdown.ts';
import { type ClusterDrift, DRIFT_CLASSES, type DriftFinding, type DriftReport, driftSummary } from './drift-report.ts';

/** A drift report in Markdown, for issues, chats and commit comments. */
export function printDriftMarkdown(report: DriftReport): string {
  const { title, clusters, summary } = report;
  const found = clusters.filter(({ findings, failure }) => findings.length > 0 || failure !== undefined);
  const counts = DRIFT_CLASSES.filter((name) => summary[name] > 0).map((name) => [name, String(summary[name])]);
  return [
    `# ${title === '' ? 'Drift' : `Drift of ${inline(title)}`}: ${driftSummary(report)}\n`,
    comparedWith(report),
    ...(counts.length === 0 ? [] : [table(['class', 'findings'], counts)]),
    ...found.map(section),
    ...(summary.ignored === 0 ? [] : [`${summary.ignored} differences are taken for noise.\n`]),
  ].join('\n');
}

function comparedWith({ at, applied, head }: DriftReport): string {
  const commits = [
    ...(applied === undefined ? [] : [`applied ${code(applied)}`]),
    ...(head === undefined ? [] : [`head ${code(head)}`]),
  ];
  return `${at}${commits.length === 0 ? '' : `, against ${commits.join(' and ')}`}\n`;
}

function section({ cluster, source, findings, failure }: ClusterDrift): string {
  const from = source === '' ? '' : `From ${code(source)}.\n`;
  return [
    `## ${inline(cluster === '' ? source : cluster)}\n`,
    ...(from === '' ? [] : [from]),
    ...(failure === undefined
      ? []
      : [`**Not compared, ${inline(failure.code)}**\n\n${block('text', failure.message)}`]),
    ...findings.map(printFinding),
  ].join('\n');
}

function printFinding({ class: name, resource, text, firstSeen, against, diff, severity }: DriftFinding): string {
  const facts = [
    ...(severity === undefined ? [] : [severity]),
    ...(against.length === 0 ? [] : [`against ${against.join(' and ')}`]),
    `first seen ${firstSeen}`,
  ];
  const shown = diff === '' ? '' : `\n${block('diff', diff)}`;
  return `### ${name}: ${code(resource)}\n\n${inline(text)} (${facts.join(', ')})\n${shown}`;
}
