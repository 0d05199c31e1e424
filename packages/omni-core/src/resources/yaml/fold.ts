/** Go's emitter lets a line run past this column and then breaks at the next space. */
const WIDTH = 80;

export interface FoldPlace {
  /** Column the text starts in. */
  readonly column: number;
  /** Spaces in front of continuation lines. */
  readonly indent: number;
  readonly style: 'plain' | 'single' | 'double';
}

/** Breaks a long one-line scalar at single spaces, as libraries of style `rc6` do. `text` is without its quotes. */
export function fold(text: string, { column: start, indent, style }: FoldPlace): string {
  if (start + text.length <= WIDTH) return text;
  let column = start;
  let folded = '';
  let previousWasSpace = false;
  const characters = Array.from(text);
  for (const [index, character] of characters.entries()) {
    const isSpace = character === ' ';
    if (isSpace && !previousWasSpace && column > WIDTH && mayBreak(characters, index, style)) {
      folded += `\n${' '.repeat(indent)}${style === 'double' && characters[index + 1] === ' ' ? '\\' : ''}`;
      column = indent;
    } else {
      folded += character;
      column++;
    }
    previousWasSpace = isSpace;
  }
  return folded;
}

/** A break must not swallow further spaces, nor stand at either end of a quoted text. */
function mayBreak(characters: readonly string[], index: number, style: FoldPlace['style']): boolean {
  if (style !== 'plain' && (index === 0 || index === characters.length - 1)) return false;
  return style === 'double' || characters[index + 1] !== ' ';
}
