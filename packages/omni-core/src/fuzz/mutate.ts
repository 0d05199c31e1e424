import type { Random } from './random.ts';

/** Bytes that mean something in many formats: ends of ranges, tags, lengths that reach far. */
const TELLING_BYTES = [0x00, 0x01, 0x0a, 0x20, 0x7f, 0x80, 0xc0, 0xfe, 0xff] as const;
const LONGEST_REPEAT = 2_000;
const MOST_CHANGES = 6;

/** A few changes of the kinds that networks, disks, editors and attackers make. */
export function mutateBytes(seed: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = Buffer.from(seed);
  for (let change = random.below(MOST_CHANGES) + 1; change > 0; change--) bytes = changed(bytes, others, random);
  return bytes;
}

function changed(bytes: Buffer, others: readonly Uint8Array[], random: Random): Buffer<ArrayBuffer> {
  const at = random.below(bytes.length + 1);
  const until = Math.min(bytes.length, at + random.below(12));
  const [before, behind] = [bytes.subarray(0, at), bytes.subarray(until)];
  switch (random.below(6)) {
    case 0:
      return Buffer.concat([before, Buffer.from([random.below(256)]), bytes.subarray(at + 1)]);
    case 1:
      return Buffer.concat([before, Buffer.from([random.pick(TELLING_BYTES)]), bytes.subarray(at)]);
    case 2:
      return Buffer.concat([before, behind]);
    case 3:
      return Buffer.from(before);
    case 4:
      return Buffer.concat([before, random.pick(others).subarray(0, random.below(64)), behind]);
    default:
      return Buffer.concat([before, repeated(bytes.subarray(at, until), random), behind]);
  }
}

function repeated(part: Buffer, random: Random): Buffer {
  return Buffer.alloc(part.length * random.below(Math.ceil(LONGEST_REPEAT / (part.length + 1))), part);
}

/** A text out of the words of a grammar, or a known one with some of its words changed. */
export function mutateText(seed: string, tokens: readonly string[], random: Random): string {
  let text = random.oneIn(3) ? '' : seed;
  for (let change = random.below(MOST_CHANGES) + 1; change > 0; change--) text = changedText(text, tokens, random);
  return text;
}

function changedText(text: string, tokens: readonly string[], random: Random): string {
  const at = random.below(text.length + 1);
  const until = Math.min(text.length, at + random.below(12));
  const token =
    tokens.length === 0 || random.oneIn(4) ? String.fromCodePoint(random.below(0x2000)) : random.pick(tokens);
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at) + text.slice(until);
    case 1:
      return text.slice(0, at) + token + text.slice(until);
    case 2:
      return (
        text.slice(0, at) + token.repeat(random.below(Math.ceil(LONGEST_REPEAT / (token.length + 1)))) + text.slice(at)
      );
    case 3:
      return text.slice(0, until) + text.slice(at);
    default:
      return text.slice(0, at) + token + text.slice(at);
  }
}
