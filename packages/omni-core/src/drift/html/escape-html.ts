const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A text as content or attribute of HTML, whatever is in it. Control characters, and those that turn the direction of
 * what follows around, are shown as what they are: a name must not look like another one.
 */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu, codePointOf)
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A time of a report, to the minute. */
export function timeHtml(iso: string): string {
  const shown = iso.replace('T', ' ').replace(/:\d\d(?:\.\d+)?Z$/, ' UTC');
  return `<time datetime="${escapeHtml(iso)}">${escapeHtml(shown)}</time>`;
}

function codePointOf(character: string): string {
  return `\u{27E8}U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}\u{27E9}`;
}
