/** Which ways of writing a scalar keep its text. */
export interface ScalarShape {
  /** Without quotes, on one line. */
  readonly plain: boolean;
  /** In single quotes. */
  readonly single: boolean;
  /** As a literal block (`|`). */
  readonly block: boolean;
}

/** Characters that start something else when they come first. */
const STARTS = new Set('#,[]{}&*!|>\'"%@`');
/** Printed as they are: ASCII without controls, and the basic plane without BOM, surrogates and line separators. */
const UNPRINTABLE = /[^\n\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

/** Names, numbers, paths, times: most texts, and never anything but plain. */
const SIMPLE = /^[\w/](?:[\w./@+-]|:(?=\w))*$/;
const SIMPLE_SHAPE: ScalarShape = { plain: true, single: true, block: true };

/** Looks at a text the way Go's emitter does before it chooses a style. */
export function scalarShape(text: string): ScalarShape {
  if (text === '') return { plain: true, single: true, block: false };
  if (SIMPLE.test(text)) return SIMPLE_SHAPE;
  const special = UNPRINTABLE.test(text);
  const spaceBreak = text.includes(' \n');
  const breakSpace = text.includes('\n ');
  const edge = /^[ \n]|[ \n]$/.test(text);
  const single = !(special || spaceBreak || breakSpace || text.includes('\t'));
  return {
    plain: single && !edge && !text.includes('\n') && !hasIndicator(text),
    single,
    block: !special && !spaceBreak && !text.endsWith(' '),
  };
}

/** True when some part of the text would be syntax outside of quotes. */
function hasIndicator(text: string): boolean {
  if (text.startsWith('---') || text.startsWith('...')) return true;
  const first = text.charAt(0);
  if (STARTS.has(first)) return true;
  if (/^[-?:](?:[ \t\n]|$)/.test(text)) return true;
  return /:(?:[ \t\n]|$)/.test(text) || /[ \t\n]#/.test(text);
}
