import { RESERVED_PREFIX } from '../../resources/label-names.ts';
import { goQuote } from '../go-format.ts';
import type { Descriptors } from '../model/descriptors.ts';
import type { Problem } from '../problem.ts';

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
