const NEWLINE = 0x0a;

/**
 * The lines of a stream, those that are complete with one chunk in one batch. Empty ones are left out; what comes
 * after the last line break is a line too.
 *
 * @param mostBytes longest line there may be
 * @param tooLong makes the error for a longer one
 */
export async function* jsonLines(
  chunks: AsyncIterable<Buffer>,
  mostBytes: number,
  tooLong: () => Error,
): AsyncGenerator<readonly string[], void, undefined> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  for await (const chunk of chunks) {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const line = Buffer.concat([...begun, chunk.subarray(start, end)]);
      if (line.length > mostBytes) throw tooLong();
      if (line.length > 0) lines.push(line.toString());
      begun = [];
      begunBytes = 0;
      start = end + 1;
    }
    begun.push(chunk.subarray(start));
    begunBytes += chunk.length - start;
    if (lines.length > 0) yield lines;
    if (begunBytes > mostBytes) throw tooLong();
  }
  if (begunBytes > 0) yield [Buffer.concat(begun).toString()];
}
