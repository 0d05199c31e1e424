import { createHash } from 'node:crypto';
import { type ClusterDrift, DRIFT_CLASSES, type DriftReport, driftSummary } from './drift-report.ts';
import { escapeHtml, timeHtml } from './html/escape-html.ts';
import { findingHtml } from './html/finding-html.ts';
import { PAGE_STYLE } from './html/page-style.ts';

/**
 * A drift report as one page that needs nothing else: no script, no font, no picture from anywhere. Its own policy
 * forbids it to load or run anything, whatever names are in the report.
 */
export function printDriftHtml(report: DriftReport): string {
  const title = report.title === '' ? 'Drift' : `Drift of ${report.title}`;
  const styleHash = createHash('sha256').update(PAGE_STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(driftSummary(report))}</p>
<p class="quiet">${comparedWith(report)}</p>
${chips(report)}
</header>
<main>
${overview(report.clusters)}
${report.clusters.map(section).join('')}${noise(report)}
</main>
</body>
</html>
`;
}

function comparedWith({ at, applied, head }: DriftReport): string {
  const commit = (what: string, id: string | undefined) =>
    id === undefined ? [] : [`${what} <code>${escapeHtml(id)}</code>`];
  return [timeHtml(at), ...commit('applied', applied), ...commit('head', head)].join(', ');
}

function chips({ summary }: DriftReport): string {
  const counts = DRIFT_CLASSES.filter((name) => summary[name] > 0);
  const failed = summary.failed === 0 ? '' : `<span class="badge failed">${summary.failed} not compared</span>`;
  const badges = counts.map((name) => `<span class="badge ${name}">${summary[name]} ${name}</span>`);
  return `<p>${badges.join('')}${failed}</p>`;
}

/** Every cluster with something to see, in one list to jump from. */
function overview(clusters: readonly ClusterDrift[]): string {
  const items = clusters.flatMap((drift, index) => {
    if (!hasSection(drift)) return [];
    const counts = DRIFT_CLASSES.flatMap((name) => {
      const count = drift.findings.filter((finding) => finding.class === name).length;
      return count === 0 ? [] : [`<span class="badge ${name}">${count} ${name}</span>`];
    });
    const failed = drift.failure === undefined ? '' : '<span class="badge failed">not compared</span>';
    return [`<li><a href="#c${index}"><bdi>${escapeHtml(nameOf(drift))}</bdi></a>${counts.join('')}${failed}</li>`];
  });
  return items.length === 0 ? '' : `<nav aria-label="Clusters"><ul class="clusters">${items.join('\n')}</ul></nav>`;
}

function section(drift: ClusterDrift, index: number): string {
  if (!hasSection(drift)) return '';
  const { source, cluster, findings, failure } = drift;
  const from =
    source === '' || cluster === '' ? '' : `<p class="quiet">from <code><bdi>${escapeHtml(source)}</bdi></code></p>\n`;
  const failed =
    failure === undefined
      ? ''
      : `<article class="failed"><header><h3><span class="badge">not compared</span><code>${escapeHtml(failure.code)}</code></h3></header><pre>${escapeHtml(failure.message)}</pre></article>\n`;
  return `<section id="c${index}"><h2><bdi>${escapeHtml(nameOf(drift))}</bdi></h2>
${from}${failed}${findings.map(findingHtml).join('')}</section>
`;
}

function noise({ summary: { ignored } }: DriftReport): string {
  return ignored === 0 ? '' : `<p class="quiet">${ignored} differences are taken for noise.</p>`;
}

function hasSection({ findings, failure }: ClusterDrift): boolean {
  return findings.length > 0 || failure !== undefined;
}

function nameOf({ cluster, source }: ClusterDrift): string {
  return cluster === '' ? source : cluster;
}
