/** A JSON Schema, as far as it is looked at. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One schema, and the file its references point into. */
export interface Alternative {
  readonly schema: JsonSchema;
  readonly root: JsonSchema;
  /** What the schema is called in its file, e.g. `v1alpha1.KubeletConfig`. */
  readonly name?: string;
}

/** What may stand at one place of a document: what any of several schemas takes. */
export type Place = readonly Alternative[];

/** The answer for a mapping that takes any key. */
export const ANYTHING: Place = [{ schema: {}, root: {} }];

/** References between schemas in a row that are followed. */
const LONGEST_CHAIN = 32;

/** The places a place stands for: references followed, choices taken apart. */
export function resolvePlace(place: Place, depth = 0): Place {
  if (depth > LONGEST_CHAIN) return ANYTHING;
  return place.flatMap((alternative) => {
    const { schema, root } = alternative;
    const { $ref: reference, oneOf, anyOf } = schema;
    if (typeof reference === 'string') return resolvePlace(definition(reference, root), depth + 1);
    const choices = [oneOf, anyOf].flatMap((list) => (Array.isArray(list) ? list.filter(isSchema) : []));
    if (choices.length === 0) return [alternative];
    return resolvePlace(
      choices.map((choice) => ({ schema: choice, root })),
      depth + 1,
    );
  });
}

/** What a key of a mapping leads to; `undefined` when no schema knows the key. */
export function valuePlace(place: Place, key: string): Place | undefined {
  const found = place.flatMap(({ schema, root }) => {
    const { properties, patternProperties, additionalProperties } = schema;
    const known = isSchema(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (isSchema(known)) return [{ schema: known, root }];
    // Keys of maps are not held against the patterns: Talos reads them as texts.
    const patterns = isSchema(patternProperties) ? Object.values(patternProperties).filter(isSchema) : [];
    if (patterns.length > 0) return patterns.map((pattern) => ({ schema: pattern, root }));
    if (isSchema(additionalProperties)) return [{ schema: additionalProperties, root }];
    return additionalProperties === false ? [] : ANYTHING;
  });
  return found.length === 0 ? undefined : found;
}

/** What the items of a list may be. */
export function itemPlace(place: Place): Place {
  return place.flatMap(({ schema: { items }, root }) => (isSchema(items) ? [{ schema: items, root }] : ANYTHING));
}

/** True for an object without any field: how types are published that read themselves from a text, such as URLs. */
export function holdsNothing({ properties, patternProperties, additionalProperties }: JsonSchema): boolean {
  const fields = { ...(isSchema(properties) && properties), ...(isSchema(patternProperties) && patternProperties) };
  return additionalProperties === false && Object.keys(fields).length === 0;
}

/** True for what JSON calls an object. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function definition(reference: string, root: JsonSchema): Place {
  const name = reference.replace(/^#\/(?:\$defs|definitions)\//, '');
  const definitions = root['$defs'] ?? root['definitions'];
  const schema = isSchema(definitions) && Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  return isSchema(schema) ? [{ schema, root, name }] : ANYTHING;
}
