import { structuredPatch } from 'diff';

const CONTEXT_LINES = 3;
/** Above this many lines on both sides together nothing is compared. */
const MAX_LINES = 75_000;
const MAX_BYTES = 512 * 1024;
/** Two texts with little in common are not worth more; they count as too large. */
const MAX_MILLISECONDS = 5_000;

/** A text and the name it goes by in the header. */
export interface DiffSide {
  readonly name: string;
  readonly text: string;
}

/** One side of a resource that is not there. */
export const NOTHING: DiffSide = { name: '/dev/null', text: '' };

/** The unified diff of two texts as omnictl prints it; empty when they are equal. */
export function unifiedDiff(before: DiffSide, after: DiffSide): string {
  if (before.text === after.text) return '';
  const header = `--- ${before.name}\n+++ ${after.name}\n`;
  const hunks = hunksOf(before.text, after.text);
  if (hunks !== undefined && Buffer.byteLength(hunks) <= MAX_BYTES) return header + hunks;
  const [old, now] = [lineCount(before.text), lineCount(after.text)];
  return `${header}@@ -1,${old} +1,${now} @@ diff too large to display\n`;
}

function hunksOf(before: string, after: string): string | undefined {
  const [old, now] = [lineCount(before), lineCount(after)];
  if (old + now > MAX_LINES) return undefined;
  if (old === 0) return `@@ -0,0 +1,${now} @@\n${prefixed('+', after)}`;
  if (now === 0) return `@@ -1,${old} +0,0 @@\n${prefixed('-', before)}`;
  const patch = structuredPatch('', '', before, after, '', '', { context: CONTEXT_LINES, timeout: MAX_MILLISECONDS });
  return patch?.hunks
    .map(({ oldStart, oldLines, newStart, newLines, lines }) => {
      const text = lines.filter((line) => !line.startsWith('\\')).join('\n');
      return `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@\n${text}\n`;
    })
    .join('');
}

function prefixed(prefix: string, text: string): string {
  return text.replace(/\n$/, '').replace(/^/gm, prefix).concat('\n');
}

function lineCount(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}
