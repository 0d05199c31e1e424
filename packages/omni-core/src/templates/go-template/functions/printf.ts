import { goQuote } from '../../go-format.ts';
import { countAt, numberAt, plain, printedAt, textAt } from '../arguments.ts';
import { ArgumentFault } from '../fault.ts';
import type { CallContext } from '../function.ts';
import type { Value } from '../value.ts';

const VERB = /%(?:%|([-+0 ]*)(\d{1,4}|\*)?(?:\.(\d{1,3}))?([a-zA-Z%])|.|$)/gsu;

/**
 * Go's `Sprintf` for the verbs `v s q d x X o b c t f e g` with flags, width and precision.
 * @throws {ArgumentFault} where Go would print a complaint into the text
 */
export function formatGo(format: string, args: readonly Value[], { budget }: Pick<CallContext, 'budget'>): string {
  let next = 0;
  let length = 0;
  const text = format.replace(VERB, (spec, flags = '', width: string | undefined, precision, verb) => {
    if (spec === '%%') return '%';
    if (verb === undefined || width === '*')
      throw new ArgumentFault(0, `the format has ${goQuote(spec)}, which is unknown here`);
    if (next >= args.length) throw new ArgumentFault(0, 'the format has more verbs than there are arguments');
    const formatted = formatOne(verb, flags, precision === undefined ? undefined : Number(precision), args, next);
    next += 1;
    const padded = pad(formatted, flags, Number(width ?? 0));
    length += padded.length;
    budget.spendCharacters(padded.length);
    if (length > budget.limits.outputCharacters) budget.refuse('outputCharacters');
    return padded;
  });
  if (next < args.length) throw new ArgumentFault(next + 1, 'the format has no verb for this argument');
  return text;
}

interface Formatted {
  readonly text: string;
  readonly numeric: boolean;
}

function formatOne(
  verb: string,
  flags: string,
  precision: number | undefined,
  args: readonly Value[],
  index: number,
): Formatted {
  const shifted = <T>(read: (args: readonly Value[], index: number) => T): T => {
    try {
      return read(args, index);
    } catch (error) {
      // The format is the first argument of the function.
      if (error instanceof ArgumentFault) throw new ArgumentFault(index + 1, error.message, error.hint);
      throw error;
    }
  };
  const cut = (text: string) => (precision === undefined ? text : Array.from(text).slice(0, precision).join(''));
  switch (verb) {
    case 'v': {
      const value = plain(args[index] ?? null);
      if (typeof value === 'bigint') return { text: signed(value, value.toString(), flags), numeric: true };
      if (typeof value === 'number') return { text: shifted(printedAt), numeric: true };
      return { text: cut(shifted(printedAt)), numeric: false };
    }
    case 's':
      return { text: cut(shifted(textAt)), numeric: false };
    case 'q':
      return { text: goQuote(cut(shifted(textAt))), numeric: false };
    case 't':
      return { text: String(shifted(booleanAt)), numeric: false };
    case 'c':
      return { text: String.fromCodePoint(shifted(codePointAt)), numeric: false };
    case 'x':
    case 'X': {
      const value = args[index];
      if (typeof value === 'string') return { text: hexOf(cut(value), verb), numeric: false };
      return formatInteger(shifted(integerAt), verb, flags, precision);
    }
    case 'd':
    case 'o':
    case 'b':
      return formatInteger(shifted(integerAt), verb, flags, precision);
    case 'f':
    case 'e':
    case 'g': {
      const value = shifted(floatAt);
      return { text: signed(value, printFixed(value, verb, precision), flags), numeric: true };
    }
    default:
      throw new ArgumentFault(0, `the format has %${verb}, which is unknown here`);
  }
}

function formatInteger(value: bigint, verb: string, flags: string, precision: number | undefined): Formatted {
  const digits = value.toString(BASES[verb]).padStart(precision ?? 0, '0');
  const text = signed(value, verb === 'X' ? digits.toUpperCase() : digits, flags);
  return { text, numeric: precision === undefined };
}

/** A text as its bytes. */
function hexOf(text: string, verb: 'x' | 'X'): string {
  const hex = Buffer.from(text).toString('hex');
  return verb === 'X' ? hex.toUpperCase() : hex;
}

const BASES: Readonly<Record<string, number>> = { d: 10, x: 16, X: 16, o: 8, b: 2 };

function pad({ text, numeric }: Formatted, flags: string, width: number): string {
  const missing = width - Array.from(text).length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0') || !numeric) return ' '.repeat(missing) + text;
  const [sign = ''] = /^[-+ ]?/.exec(text) ?? [];
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

function signed(value: bigint | number, digits: string, flags: string): string {
  if (digits.startsWith('-') || value < 0) return digits;
  return flags.includes('+') ? `+${digits}` : flags.includes(' ') ? ` ${digits}` : digits;
}

function printFixed(value: number, verb: string, precision: number | undefined): string {
  if (!Number.isFinite(value)) throw new ArgumentFault(0, 'the number is not finite');
  if (verb === 'f') return value.toFixed(Math.min(precision ?? 6, 100));
  if (verb === 'e') return value.toExponential(Math.min(precision ?? 6, 100)).replace(/e([-+])(\d)$/, 'e$10$2');
  if (precision !== undefined) throw new ArgumentFault(0, 'the format has %g with a precision, which is unknown here');
  return printedAt([value], 0);
}

function booleanAt(args: readonly Value[], index: number): boolean {
  const value = args[index];
  if (typeof value !== 'boolean') throw new ArgumentFault(index, 'a boolean is needed here');
  return value;
}

function integerAt(args: readonly Value[], index: number): bigint {
  const value = plain(args[index] ?? null);
  if (typeof value !== 'bigint') throw new ArgumentFault(index, 'a whole number is needed here');
  return value;
}

function floatAt(args: readonly Value[], index: number): number {
  const value = plain(args[index] ?? null);
  if (typeof value !== 'number')
    throw new ArgumentFault(index, 'a number with a decimal point is needed here', 'convert it with float64');
  return Number(numberAt(args, index));
}

function codePointAt(args: readonly Value[], index: number): number {
  const code = countAt(args, index);
  if (code < 0 || code > 0x10ffff) throw new ArgumentFault(index, 'this is no character');
  return code;
}
