import { OmniError } from '../../errors/omni-error.ts';
import { isSchema, type JsonSchema, type Place, resolvePlace } from './place.ts';

/** What messages may show. */
export interface MachineConfigSchemaOptions {
  /**
   * Repeat the values below unknown keys in messages, as omnictl does. They may be secrets.
   * @default false
   */
  readonly showValues?: boolean;
}

/** What Talos machine configuration may consist of, by its published JSON Schemas. Made by {@link machineConfigSchema}. */
export class MachineConfigSchema {
  readonly showValues: boolean;
  readonly #documents: ReadonlyMap<string, Place>;

  /** @internal */
  constructor(documents: ReadonlyMap<string, Place>, showValues: boolean) {
    this.#documents = documents;
    this.showValues = showValues;
  }

  /** @internal What a document may hold; the classic one has no kind. `undefined` when Talos knows no such document. */
  document(apiVersion: string, kind: string): Place | undefined {
    return this.#documents.get(documentKey(apiVersion, kind));
  }
}

/** Read and ignored by every Talos, and named in no schema. */
const PERSIST: Place = [
  { schema: { type: 'object', properties: { persist: { type: 'boolean' } }, additionalProperties: false }, root: {} },
];

/** The classic document, which has neither kind nor version of its own. */
const CLASSIC = documentKey('v1alpha1', '');

/**
 * Reads the JSON Schemas Talos publishes for its machine configuration, parsed from JSON. A key is known when any of
 * them knows it. Give those of every release a patch may be written for: the newest leaves out what Talos deprecated
 * and goes on reading, such as `machine.network`.
 *
 * Only keys, kinds of documents and kinds of values are taken from them. Patches are parts of documents, so that
 * required fields may be missing, and what a text must look like is for Talos to say.
 *
 * @throws {OmniError} `configuration_invalid` for something that describes no document
 */
export function machineConfigSchema(
  published: readonly unknown[],
  options: MachineConfigSchemaOptions = {},
): MachineConfigSchema {
  const documents = new Map<string, Place>();
  for (const root of published) {
    const found = isSchema(root) ? documentsIn(root) : [];
    if (found.length === 0) {
      throw new OmniError('configuration_invalid', 'a schema of the machine configuration describes no document', {
        hint: 'Give the parsed JSON Schemas of Talos machine configuration, e.g. config.schema.json of a Talos release.',
      });
    }
    for (const [key, place] of found) documents.set(key, [...(documents.get(key) ?? []), ...place]);
  }
  return new MachineConfigSchema(documents, options.showValues ?? false);
}

/** The documents a file describes: the choices at its root, told apart by what `kind` and `apiVersion` must be. */
function documentsIn(root: JsonSchema): [key: string, place: Place][] {
  return resolvePlace([{ schema: root, root }]).flatMap((alternative): [string, Place][] => {
    const { properties } = alternative.schema;
    if (!isSchema(properties)) return [];
    const kinds = wordsOf(properties['kind']);
    if (kinds.length === 0) return isSchema(properties['machine']) ? [[CLASSIC, [alternative, ...PERSIST]]] : [];
    return wordsOf(properties['apiVersion']).flatMap((version) =>
      kinds.map((kind): [string, Place] => [documentKey(version, kind), [alternative]]),
    );
  });
}

function wordsOf(schema: unknown): string[] {
  const words = isSchema(schema) ? (schema['enum'] ?? [schema['const']]) : [];
  return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
}

function documentKey(apiVersion: string, kind: string): string {
  return `${apiVersion}/${kind}`;
}
