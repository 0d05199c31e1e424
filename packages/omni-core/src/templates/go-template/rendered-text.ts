import type { SourcePlace } from '../source-errors.ts';
import type { Budget } from './budget.ts';
import type { Source } from './source.ts';

/** Something a text was made from: whatever the tracker of the evaluation hands out. */
export type Origin = object;

/** A text that knows where each of its characters comes from. */
export interface RenderedText {
  readonly text: string;
  /** Place in the source of a character of the text. */
  placeAt(offset: number): SourcePlace;
  /** Values that were printed between two characters. */
  originsBetween(start: number, end: number): readonly Origin[];
}

/** A source that is no template is its own rendering. */
export function unrendered(source: Source): RenderedText {
  return { text: source.text, placeAt: (offset) => source.placeAt(offset), originsBetween: () => [] };
}

interface Mark {
  /** Where the piece starts in the text. */
  readonly start: number;
  readonly source: Source;
  /** Where it comes from. */
  readonly at: number;
  /** Text of the source itself, not printed by an action. */
  readonly literal: boolean;
  readonly origins: readonly Origin[];
}

/** Where evaluating writes to. */
export class Output {
  readonly #budget: Budget;
  readonly #pieces: string[] = [];
  readonly #marks: Mark[] = [];
  #length = 0;
  /** What it takes is only an intermediate text, whose places nobody will ask for. */
  readonly captures: boolean;

  constructor(budget: Budget, captures: boolean) {
    this.#budget = budget;
    this.captures = captures;
  }

  /** @throws {TemplateLimitError} when the text gets too long */
  write(text: string, source: Source, at: number, origins?: readonly Origin[]): void {
    if (text === '') return;
    if (!this.captures) {
      this.#marks.push({ start: this.#length, source, at, literal: origins === undefined, origins: origins ?? [] });
    }
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length > this.#budget.limits.outputCharacters) this.#budget.refuse('outputCharacters');
  }

  text(): string {
    return this.#pieces.join('');
  }

  /** The text with the places of its pieces. */
  rendered(source: Source): RenderedText {
    const marks = this.#marks;
    const markAt = (offset: number) => lastStartingBefore(marks, offset);
    return {
      text: this.text(),
      placeAt(offset) {
        const mark = marks[markAt(offset)];
        if (mark === undefined) return source.placeAt(0);
        return mark.source.placeAt(mark.literal ? mark.at + offset - mark.start : mark.at);
      },
      originsBetween(start, end) {
        const found = new Set<Origin>();
        for (let index = markAt(start); index < marks.length; index += 1) {
          const mark = marks[index];
          if (mark === undefined || mark.start >= end) break;
          for (const origin of mark.origins) found.add(origin);
        }
        return [...found];
      },
    };
  }
}

/** Index of the last mark at or before an offset; 0 when there is none. */
function lastStartingBefore(marks: readonly Mark[], offset: number): number {
  let [low, high] = [0, marks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((marks[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
