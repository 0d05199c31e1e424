import type { Resource } from '../resources/resource.ts';

/**
 * Looks for words, in any case and order: every one of them has to be somewhere in the id, a label, an annotation or a
 * text of the spec. No words match everything.
 */
export function searchFilter(text: string): (resource: Resource) => boolean {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return () => true;
  return (resource) => {
    const { id, labels, annotations } = resource.metadata;
    const inMetadata = textsIn([id, Object.entries(labels), Object.entries(annotations)]);
    // Specs are decoded on demand: most searches are for a name.
    const missing = words.filter((word) => !inMetadata.some((part) => part.includes(word)));
    if (missing.length === 0) return true;
    const inSpec = textsIn(resource.spec);
    return missing.every((word) => inSpec.some((part) => part.includes(word)));
  };
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value.toLowerCase()];
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.values(value).flatMap(textsIn);
}
