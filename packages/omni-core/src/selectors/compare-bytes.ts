const SURROGATE = /[\ud800-\udfff]/;

/** The order of Go's strings: by their UTF-8 bytes, which is the order of their code points. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  // Only characters outside the basic plane come elsewhere in the order of JavaScript, and almost no text has any.
  if (!SURROGATE.test(left) && !SURROGATE.test(right)) return left < right ? -1 : 1;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
