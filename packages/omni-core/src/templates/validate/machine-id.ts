import { goQuote } from '../go-format.ts';
import type { Problem } from '../problem.ts';

const HYPHENATED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const COMPACT = /^[0-9a-f]{32}$/i;
const URN = 'urn:uuid:';

/** Machine ids are UUIDs in any form Go's library reads; they are used exactly as written. */
export function checkMachineId(id: string): Problem[] {
  const reason = uuidProblem(id);
  return reason === undefined ? [] : [{ text: `invalid machine ID ${goQuote(id)}: ${reason}` }];
}

function uuidProblem(id: string): string | undefined {
  const length = Buffer.byteLength(id);
  switch (length) {
    case 32:
      return COMPACT.test(id) ? undefined : 'invalid UUID format';
    case 36:
      return HYPHENATED.test(id) ? undefined : 'invalid UUID format';
    case 38:
      return HYPHENATED.test(id.slice(1, -1)) ? undefined : 'invalid UUID format';
    case 45:
      if (id.slice(0, URN.length).toLowerCase() !== URN)
        return `invalid urn prefix: ${goQuote(id.slice(0, URN.length))}`;
      return HYPHENATED.test(id.slice(URN.length)) ? undefined : 'invalid UUID format';
    default:
      return `invalid UUID length: ${length}`;
  }
}
