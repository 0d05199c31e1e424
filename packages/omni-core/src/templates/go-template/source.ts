import type { SourcePlace } from '../source-errors.ts';

/** A text and the name of the file it is from. */
export interface Source {
  readonly name: string;
  readonly text: string;
  /** The place of a character. */
  placeAt(offset: number): SourcePlace;
  /** The character at a place. */
  offsetOf(place: Pick<SourcePlace, 'line' | 'column'>): number;
}

/** Lines are found when the first place is asked for: most sources have nothing wrong. */
export function sourceOf(name: string, text: string): Source {
  let starts: readonly number[] | undefined;
  return {
    name,
    text,
    placeAt(offset) {
      starts ??= lineStarts(text);
      const line = lineOf(starts, offset);
      return { file: name, line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
    },
    offsetOf({ line, column }) {
      starts ??= lineStarts(text);
      return (starts[line - 1] ?? text.length) + column - 1;
    },
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
