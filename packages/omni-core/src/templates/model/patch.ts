import { type Decoder, list, struct } from '../decode/decoder.ts';
import { text } from '../decode/scalars.ts';
import type { YamlMapping } from '../yaml/value.ts';
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
  /** What `inline` says, when it was written as YAML of the template: nobody has to parse it again. */
  readonly inlineDocuments?: readonly YamlMapping[] | undefined;
}

const decodePatch = struct<Omit<Patch, 'inlineDocuments'>>('models.Patch', {
  name: text,
  idOverride: text,
  ...descriptorFields,
  file: text,
  inline: inlineContent,
});

const patch: Decoder<Patch> = (node, context) => {
  const decoded = decodePatch(node, context);
  const { inline } = decoded;
  return { ...decoded, inlineDocuments: inline === undefined ? undefined : context.inlineDocuments?.get(inline) };
};

export const patches = list('models.PatchList', patch);

/** The name a patch goes by: its own, else that of its file. */
export function patchName({ name, file }: Pick<Patch, 'name' | 'file'>): string {
  return name === '' ? file : name;
}
