import { isOmniError } from '../../errors/omni-error.ts';
import { readText, textFieldsOf, writeText } from '../../resources/compressed-text.ts';
import type { Resource } from '../../resources/resource.ts';
import type { ResourceType } from '../../resources/resource-type.ts';
import { decodeSpec, encodeSpec } from '../../resources/spec-codec.ts';

/**
 * Everything of a resource that a sync compares, as one text: labels, annotations, phase and spec. The same for a text
 * that is stored compressed. Versions, times, finalizers and owners are not in it.
 */
export function contentOf(resource: Resource): string {
  const { labels, annotations, phase } = resource.metadata;
  return JSON.stringify([
    sorted(labels),
    sorted(annotations),
    phase,
    Buffer.from(plainSpecBytes(resource)).toString('base64'),
  ]);
}

function sorted(record: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
}

/** True when two states of a resource are the same as far as a sync is concerned. */
export function hasSameContent(left: Resource, right: Resource): boolean {
  return contentOf(left) === contentOf(right);
}

/** Servers may send other bytes for a spec than are written here, so both sides are written here. */
function plainSpecBytes(resource: Resource): Uint8Array {
  if (resource.type.specMessage === undefined) return resource.specBytes;
  const type = resource.type as ResourceType<object>; // Messages are objects.
  const spec = decodeSpec(type, resource.specBytes);
  const text = textFieldsOf(type) === undefined ? undefined : textOf(resource);
  if (text !== undefined) writeText(type, spec, text);
  return encodeSpec(type, spec);
}

/** `undefined` for one that is compressed with a dictionary nobody here has: its bytes are compared as they are. */
function textOf(resource: Resource): string | undefined {
  try {
    return readText(resource);
  } catch (error) {
    if (isOmniError(error, 'precondition_failed')) return undefined;
    throw error;
  }
}
