import { list, struct } from '../decode/decoder.ts';
import { text } from '../decode/scalars.ts';
import { type Descriptors, descriptorFields } from './descriptors.ts';
import { inlineContent } from './inline.ts';

/** A Talos config patch, from a file or inline. */
export interface Patch extends Descriptors {
  readonly name: string;
  /** Resource id to use instead of the generated one; empty for none. */
  readonly idOverride: string;
  /** Path as written; empty for none. */
  readonly file: string;
  readonly inline: string | undefined;
}

const patch = struct<Patch>('models.Patch', {
  name: text,
  idOverride: text,
  ...descriptorFields,
  file: text,
  inline: inlineContent,
});

export const patches = list('models.PatchList', patch);

/** The name a patch goes by: its own, else that of its file. */
export function patchName({ name, file }: Pick<Patch, 'name' | 'file'>): string {
  return name === '' ? file : name;
}
