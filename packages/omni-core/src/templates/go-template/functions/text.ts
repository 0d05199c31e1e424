import { createHash } from 'node:crypto';
import { goQuote } from '../../go-format.ts';
import { countAt, listAt, printedAt, textAt } from '../arguments.ts';
import { ArgumentFault } from '../fault.ts';
import type { CallContext, FunctionTable, TemplateFunction } from '../function.ts';
import { printScalar, unprintable } from '../print-value.ts';
import type { Value } from '../value.ts';
import { formatGo } from './printf.ts';

const ANY = Number.POSITIVE_INFINITY;
const SPACE = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';

/** Working on texts. Positions and lengths count characters. */
export const textFunctions: FunctionTable = {
  print: { takes: [0, ANY], call: printAll },
  println: { takes: [0, ANY], call: (args, context) => `${joined(args.map(printed), ' ', context)}\n` },
  printf: {
    takes: [1, ANY],
    call: (args, context) => paid(formatGo(textAt(args, 0), args.slice(1), context), context),
  },
  quote: { takes: [0, ANY], call: (args, context) => quoted(args, goQuote, context) },
  squote: { takes: [0, ANY], call: (args, context) => quoted(args, (text) => `'${text}'`, context) },
  upper: { takes: [1, 1], call: (args, context) => paid(textAt(args, 0).toUpperCase(), context) },
  lower: { takes: [1, 1], call: (args, context) => paid(textAt(args, 0).toLowerCase(), context) },
  title: { takes: [1, 1], call: (args, context) => paid(capitalize(textAt(args, 0)), context) },
  trim: { takes: [1, 1], call: (args, context) => paid(trimSpace(textAt(args, 0)), context) },
  trimAll: { takes: [2, 2], call: (args, context) => paid(trimSet(textAt(args, 1), textAt(args, 0)), context) },
  trimPrefix: { takes: [2, 2], call: (args, context) => paid(withoutPrefix(args), context) },
  trimSuffix: { takes: [2, 2], call: (args, context) => paid(withoutSuffix(args), context) },
  nospace: { takes: [1, 1], call: (args, context) => paid(textAt(args, 0).replace(EVERY_SPACE, ''), context) },
  contains: { takes: [2, 2], call: (args) => textAt(args, 1).includes(textAt(args, 0)) },
  hasPrefix: { takes: [2, 2], call: (args) => textAt(args, 1).startsWith(textAt(args, 0)) },
  hasSuffix: { takes: [2, 2], call: (args) => textAt(args, 1).endsWith(textAt(args, 0)) },
  replace: { takes: [3, 3], call: replaceAll },
  repeat: { takes: [2, 2], call: repeat },
  trunc: { takes: [2, 2], call: truncate },
  substr: { takes: [3, 3], call: substring },
  indent: { takes: [2, 2], call: (args, context) => indent(args, context) },
  nindent: { takes: [2, 2], call: (args, context) => `\n${indent(args, context)}` },
  join: {
    takes: [2, 2],
    call: (args, context) =>
      joined(
        listAt(args, 1).map((item) => printed(item, 1)),
        textAt(args, 0),
        context,
      ),
  },
  splitList: { takes: [2, 2], call: split },
  b64enc: { takes: [1, 1], call: (args, context) => paid(Buffer.from(textAt(args, 0)).toString('base64'), context) },
  b64dec: { takes: [1, 1], call: (args, context) => paid(decodeBase64(textAt(args, 0)), context) },
  sha256sum: {
    takes: [1, 1],
    call: (args, context) =>
      createHash('sha256')
        .update(paid(textAt(args, 0), context))
        .digest('hex'),
  },
};

/** `toString`, which cannot stand among the others: every object has one. */
export const toText: TemplateFunction = { takes: [1, 1], call: (args) => printedAt(args, 0) };

const EVERY_SPACE = new RegExp(SPACE, 'g');
const ONE_SPACE = new RegExp(SPACE);

/** Pays for a text that is no longer than what it was made of, which has been paid for. */
function paid(text: string, { budget }: CallContext): string {
  budget.spendCharacters(text.length);
  return text;
}

function printed(value: Value, argument: number): string {
  const text = value === null ? '' : printScalar(value);
  if (text !== undefined) return text;
  const { message, hint } = unprintable(value);
  throw new ArgumentFault(argument, message, hint);
}

/** Pays before the text is made: many references to one long text are not long themselves. */
function joined(pieces: readonly string[], separator: string, { budget }: CallContext): string {
  budget.spend(pieces.length);
  budget.spendCharacters(pieces.reduce((length, piece) => length + piece.length + separator.length, 0));
  return pieces.join(separator);
}

/** Go's Sprint puts spaces between operands when neither is a string. */
function printAll(args: readonly Value[], context: CallContext): string {
  const pieces = args.map((arg, index) => {
    const spaced = index > 0 && typeof arg !== 'string' && typeof args[index - 1] !== 'string';
    return (spaced ? ' ' : '') + printed(arg, index);
  });
  return joined(pieces, '', context);
}

function quoted(args: readonly Value[], quote: (text: string) => string, context: CallContext): string {
  const present = args.flatMap((arg, index) => (arg === null ? [] : [printed(arg, index)]));
  return joined(
    present.map((text) => quote(paid(text, context))),
    ' ',
    context,
  );
}

/** Every word starts with a capital. */
function capitalize(text: string): string {
  return text.replace(
    /(^|[^\p{L}\p{Nd}_'])(\p{L})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

function trimSpace(text: string): string {
  return trimWhile(text, (character) => ONE_SPACE.test(character));
}

function trimSet(text: string, set: string): string {
  const characters = new Set(set);
  return trimWhile(text, (character) => characters.has(character));
}

function trimWhile(text: string, trims: (character: string) => boolean): string {
  const characters = Array.from(text);
  let [start, end] = [0, characters.length];
  while (start < end && trims(characters[start] ?? '')) start += 1;
  while (end > start && trims(characters[end - 1] ?? '')) end -= 1;
  return characters.slice(start, end).join('');
}

function withoutPrefix(args: readonly Value[]): string {
  const [prefix, text] = [textAt(args, 0), textAt(args, 1)];
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function withoutSuffix(args: readonly Value[]): string {
  const [suffix, text] = [textAt(args, 0), textAt(args, 1)];
  return text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text;
}

function replaceAll(args: readonly Value[], { budget }: CallContext): string {
  const [old, fresh, text] = [textAt(args, 0), textAt(args, 1), textAt(args, 2)];
  budget.spendCharacters(text.length);
  const pieces = old === '' ? ['', ...Array.from(text), ''] : text.split(old);
  budget.spend(pieces.length);
  budget.spendCharacters(text.length + (pieces.length - 1) * fresh.length);
  return pieces.join(fresh);
}

function repeat(args: readonly Value[], { budget }: CallContext): string {
  const [count, text] = [Math.max(countAt(args, 0), 0), textAt(args, 1)];
  budget.spendCharacters(count * text.length);
  return text.repeat(count);
}

/** The first characters, or with a negative count the last. */
function truncate(args: readonly Value[], { budget }: CallContext): string {
  const [count, text] = [countAt(args, 0), textAt(args, 1)];
  budget.spendCharacters(text.length);
  const characters = Array.from(text);
  return (count < 0 ? characters.slice(count) : characters.slice(0, count)).join('');
}

/** A negative start means the beginning, an end that is negative or too large the end. */
function substring(args: readonly Value[], { budget }: CallContext): string {
  const [start, end, text] = [countAt(args, 0), countAt(args, 1), textAt(args, 2)];
  budget.spendCharacters(text.length);
  const characters = Array.from(text);
  return characters.slice(Math.max(start, 0), end < 0 || end > characters.length ? undefined : end).join('');
}

function indent(args: readonly Value[], { budget }: CallContext): string {
  const [count, text] = [countAt(args, 0), textAt(args, 1)];
  if (count < 0) throw new ArgumentFault(0, 'an indentation cannot be negative');
  budget.spendCharacters(text.length);
  const lines = text.split('\n');
  budget.spend(lines.length);
  budget.spendCharacters(text.length + lines.length * count);
  const margin = ' '.repeat(count);
  return margin + lines.join(`\n${margin}`);
}

function split(args: readonly Value[], { budget }: CallContext): string[] {
  const [separator, text] = [textAt(args, 0), textAt(args, 1)];
  budget.spendCharacters(text.length);
  const pieces = separator === '' ? Array.from(text) : text.split(separator);
  budget.spend(pieces.length);
  return pieces;
}

function decodeBase64(text: string): string {
  if (!/^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/.test(text)) throw new ArgumentFault(0, 'this is not base64');
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  if (decoded.includes('\ufffd')) throw new ArgumentFault(0, 'the base64 does not hold a text');
  return decoded;
}
