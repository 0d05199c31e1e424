/**
 * What a folded block scalar (`>`) becomes when omnictl writes a document out and reads it again before decoding.
 * Its writer adds a line break after every line that does not start with a space; that is right between ordinary
 * lines, where folding takes one away again, but more-indented lines and the end of a kept block (`>+`) gain one.
 */
export function refold(text: string): string {
  const firstCharacter = text.replace(/^\n+/, '').charAt(0);
  if (firstCharacter === '' || isBlank(firstCharacter)) return text;
  return text.replace(/([^\n]+)(\n+)(?=([^\n]?))/g, (match, line: string, breaks: string, next: string) => {
    const gains = next === '' ? breaks.length > 1 : isBlank(next);
    return gains && !isBlank(line.charAt(0)) ? `${match}\n` : match;
  });
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}
