/**
 * What a machine or a user can put into a hostname, label or log line to mislead a reader: terminal escapes, control
 * characters, marks that reverse or hide text, and the invisible tag alphabet.
 */
const HIDDEN = new RegExp(
  [
    // Operating-system commands and control sequences of terminals.
    '\\u001b\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)?',
    '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]?',
    '\\u001b.?',
    // C0 except tab and newline, DEL, C1.
    '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]',
    // Soft hyphen, Arabic letter mark, Mongolian vowel separator, zero-width and bidirectional marks, BOM.
    '[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb]',
    // Tags and variation selectors of the supplementary planes.
    '[\\u{e0000}-\\u{e0fff}]',
  ].join('|'),
  'gu',
);

/** The text without anything that is not seen when it is shown. Line ends become `\n`. */
export function cleanText(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(HIDDEN, '');
}
