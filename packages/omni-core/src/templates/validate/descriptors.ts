import { goQuote } from '../go-format.ts';
import type { Descriptors } from '../model/descriptors.ts';
import type { Problem } from '../problem.ts';

/** Prefix of everything Omni itself writes into labels and annotations. */
export const RESERVED_PREFIX = 'omni.sidero.dev/';

/** Authors may not set what Omni reads its own meaning from. */
export function checkDescriptors({ labels, annotations }: Descriptors): Problem[] {
  return [...checkKeys('label', labels), ...checkKeys('annotation', annotations)];
}

function checkKeys(what: string, values: Readonly<Record<string, string>>): Problem[] {
  return Object.keys(values)
    .filter((key) => key.startsWith(RESERVED_PREFIX))
    .map((key) => ({
      text: `${what} ${goQuote(key)} is invalid: prefix ${goQuote(RESERVED_PREFIX)} is reserved for internal use`,
    }));
}
