import { type DiffCell, type DiffRow, sideBySide } from '../side-by-side.ts';
import { escapeHtml } from './escape-html.ts';

const SIGNS: Readonly<Record<'git' | 'omni', string>> = { git: '−', omni: '+' };
const MARKS: Readonly<Record<'git' | 'omni', 'del' | 'ins'>> = { git: 'del', omni: 'ins' };

/** A unified diff as lines side by side: Git on the left, Omni on the right. */
export function diffHtml(diff: string): { readonly html: string; readonly rows: number } {
  const rows = sideBySide(diff);
  const head =
    '<div class="row head" role="row"><div class="cell git" role="columnheader">Git</div><div class="cell omni" role="columnheader">Omni</div></div>';
  const html = `<div class="diff" role="table" aria-label="Git and Omni side by side">${head}${rows.map(row).join('')}</div>`;
  return { html, rows: rows.length };
}

function row({ kind, git, omni }: DiffRow): string {
  if (kind === 'gap') {
    const note = escapeHtml(git?.text ?? '⋯');
    return `<div class="row gap" role="row"><div class="cell git" role="cell">${note}</div><div class="cell omni" role="cell"></div></div>\n`;
  }
  const differs = kind !== 'same';
  return `<div class="row ${kind}" role="row">${cell('git', git, differs)}${cell('omni', omni, differs)}</div>\n`;
}

function cell(side: 'git' | 'omni', content: DiffCell | undefined, differs: boolean): string {
  if (content === undefined) return `<div class="cell ${side}" role="cell"></div>`;
  const sign = differs ? `<span class="s" aria-hidden="true">${SIGNS[side]}</span>` : '';
  return `<div class="cell ${side}" role="cell"><span class="n" aria-hidden="true">${content.line}</span>${sign}${marked(side, content)}</div>`;
}

function marked(side: 'git' | 'omni', { text, mark }: DiffCell): string {
  if (mark === undefined || mark.start >= mark.end) return escapeHtml(text);
  const tag = MARKS[side];
  const [before, inside, after] = [text.slice(0, mark.start), text.slice(mark.start, mark.end), text.slice(mark.end)];
  return `${escapeHtml(before)}<${tag}>${escapeHtml(inside)}</${tag}>${escapeHtml(after)}`;
}
