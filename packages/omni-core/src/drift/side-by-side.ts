/** One line of a comparison: what Git has on the left, what Omni has on the right. */
export interface DiffRow {
  readonly kind: 'same' | 'changed' | 'removed' | 'added' | 'gap';
  readonly git?: DiffCell;
  readonly omni?: DiffCell;
}

/** One side of a line. */
export interface DiffCell {
  readonly line: number;
  readonly text: string;
  /** The part that differs from the other side. */
  readonly mark?: { readonly start: number; readonly end: number };
}

const HUNK = /^@@ -(\d+),\d+ \+(\d+),\d+ @@(.*)$/;

/** Turns a unified diff into lines side by side: lines that were taken away stand beside those that came. */
export function sideBySide(diff: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let [git, omni] = [1, 1];
  let [removed, added]: [DiffCell[], DiffCell[]] = [[], []];
  const flush = () => {
    rows.push(...pairs(removed, added));
    [removed, added] = [[], []];
  };
  const lines = diff.replace(/\n$/, '').split('\n');
  for (const line of lines.slice(lines.findIndex((text) => HUNK.test(text)))) {
    const hunk = HUNK.exec(line);
    if (hunk !== null) {
      flush();
      [git, omni] = [Number(hunk[1]), Number(hunk[2])];
      const note = hunk[3]?.trim() ?? '';
      if (rows.length > 0 || note !== '')
        rows.push({ kind: 'gap', ...(note !== '' && { git: { line: 0, text: note } }) });
    } else if (line.startsWith('-')) removed.push({ line: git++, text: line.slice(1) });
    else if (line.startsWith('+')) added.push({ line: omni++, text: line.slice(1) });
    else {
      flush();
      const text = line.slice(1);
      rows.push({ kind: 'same', git: { line: git++, text }, omni: { line: omni++, text } });
    }
  }
  flush();
  return rows;
}

function pairs(removed: readonly DiffCell[], added: readonly DiffCell[]): DiffRow[] {
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, index): DiffRow => {
    const [git, omni] = [removed[index], added[index]];
    if (git !== undefined && omni !== undefined) return { kind: 'changed', ...marked(git, omni) };
    return git === undefined ? { kind: 'added', ...(omni && { omni }) } : { kind: 'removed', git };
  });
}

/** Marks what is between the common beginning and the common end. */
function marked(git: DiffCell, omni: DiffCell): { git: DiffCell; omni: DiffCell } {
  const shorter = Math.min(git.text.length, omni.text.length);
  let start = 0;
  while (start < shorter && git.text[start] === omni.text[start]) start++;
  if (isLeading(git.text[start - 1])) start--;
  let end = 0;
  while (end < shorter - start && git.text.at(-1 - end) === omni.text.at(-1 - end)) end++;
  if (isTrailing(git.text.at(-end))) end = Math.max(0, end - 1);
  const mark = ({ text }: DiffCell) => ({ start, end: text.length - end });
  return { git: { ...git, mark: mark(git) }, omni: { ...omni, mark: mark(omni) } };
}

/** A character outside the first plane is two halves, which are not to be torn apart. */
function isLeading(half: string | undefined): boolean {
  return half !== undefined && /[\uD800-\uDBFF]/.test(half);
}

function isTrailing(half: string | undefined): boolean {
  return half !== undefined && /[\uDC00-\uDFFF]/.test(half);
}
