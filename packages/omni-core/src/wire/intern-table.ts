const SLOTS = 4096;
/** Longer texts are rarely the same, and hashing them costs more than decoding. */
const LONGEST = 48;
/** Label names share long prefixes and differ at their end. */
const HASHED = 8;

/**
 * Remembers short ASCII texts, so that ten thousand resources of a list share one `MachineStatuses.omni.sidero.dev`
 * instead of holding as many copies. Bounded: a text that falls into a taken slot replaces the one there.
 */
export class InternTable {
  readonly #texts: (string | undefined)[] = new Array(SLOTS).fill(undefined);

  /** The text in `bytes[start, end)`; `undefined` when it is too long or not ASCII. */
  lookup(bytes: Buffer, start: number, end: number): string | undefined {
    if (end - start > LONGEST) return undefined;
    let hash = end - start;
    for (let index = Math.max(start, end - HASHED); index < end; index++)
      hash = (Math.imul(hash, 31) + (bytes[index] ?? 0)) | 0;
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#texts[slot];
    if (known !== undefined && isText(known, bytes, start, end)) return known;
    for (let index = start; index < end; index++) if ((bytes[index] ?? 0) >= 0x80) return undefined;
    const text = bytes.toString('latin1', start, end);
    this.#texts[slot] = text;
    return text;
  }
}

function isText(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let index = start; index < end; index++) if (text.charCodeAt(index - start) !== bytes[index]) return false;
  return true;
}
