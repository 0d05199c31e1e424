import type { DriftField, DriftFinding } from '../drift-report.ts';
import { diffHtml } from './diff-html.ts';
import { escapeHtml, timeHtml } from './escape-html.ts';

/** Longer diffs are folded away until somebody asks. */
const LONGEST_OPEN = 40;

/** One finding: what it is, since when, and how both sides look. */
export function findingHtml(finding: DriftFinding): string {
  const { class: name, resource, text, against, firstSeen, severity, fields, diff } = finding;
  const facts = [
    ...(severity === undefined ? [] : [severity]),
    ...(against.length === 0 ? [] : [`against ${against.join(' and ')}`]),
    `first seen ${timeHtml(firstSeen)}`,
  ];
  return `<article class="${name}"><header><h3><span class="badge">${name}</span><code><bdi>${escapeHtml(resource)}</bdi></code></h3></header>
<p>${escapeHtml(text)} <span class="quiet">${facts.join(', ')}</span></p>
${diff === '' ? fieldsHtml(fields) : foldedDiff(diff)}</article>
`;
}

function foldedDiff(diff: string): string {
  const { html, rows } = diffHtml(diff);
  return rows <= LONGEST_OPEN ? html : `<details><summary>${rows} lines</summary>${html}</details>`;
}

function fieldsHtml(fields: readonly DriftField[]): string {
  const shown = fields.filter(({ git, omni }) => git !== undefined || omni !== undefined);
  if (shown.length === 0) return '';
  const head = '<thead><tr><th scope="col">field</th><th scope="col">Git</th><th scope="col">Omni</th></tr></thead>';
  return `<table class="fields">${head}<tbody>${shown.map(fieldRow).join('')}</tbody></table>`;
}

function fieldRow({ path, git, omni }: DriftField): string {
  return `<tr><th scope="row"><code>${escapeHtml(path)}</code></th>${valueCell('Git', git)}${valueCell('Omni', omni)}</tr>`;
}

function valueCell(side: string, value: DriftField['git']): string {
  const text = value === undefined ? '—' : typeof value === 'string' ? value : JSON.stringify(value);
  return `<td data-side="${side}"><code>${escapeHtml(text)}</code></td>`;
}
