/** The order of Go's strings: by their UTF-8 bytes, which is the order of their code points. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
