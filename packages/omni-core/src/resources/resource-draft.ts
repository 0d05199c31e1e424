import { isDeepStrictEqual } from 'node:util';
import type { Init } from '../wire/init.ts';
import type { Resource, ResourceDraft } from './resource.ts';
import { decodeSpec, encodeSpec } from './spec-codec.ts';
import { resourceOf } from './stored-resource.ts';

/** A writable copy; changing it never touches `resource`. */
export function draftOf<Spec>(resource: Resource<Spec>): ResourceDraft<Spec> {
  const { labels, annotations, finalizers } = resource.metadata;
  return {
    labels: { ...labels },
    annotations: { ...annotations },
    finalizers: [...finalizers],
    spec: decodeSpec(resource.type, resource.specBytes),
  };
}

/**
 * The resource a changed draft describes, with everything else as in `resource`.
 * @returns `resource` itself when the draft says the same
 */
export function resourceFromDraft<Spec>(resource: Resource<Spec>, draft: ResourceDraft<Spec>): Resource<Spec> {
  const { type, metadata, specBytes, specYaml } = resource;
  const { labels, annotations, finalizers, spec } = draft;
  const bytes = encodeSpec(type, spec as Init<Spec>);
  // Servers may send other bytes for the same spec than are written here, so only a second encoding can be compared.
  const sameSpec = Buffer.compare(bytes, encodeSpec(type, decodeSpec(type, specBytes) as Init<Spec>)) === 0;
  const sameMetadata =
    isDeepStrictEqual(labels, { ...metadata.labels }) &&
    isDeepStrictEqual(annotations, { ...metadata.annotations }) &&
    isDeepStrictEqual(finalizers, [...metadata.finalizers]);
  if (sameSpec && sameMetadata) return resource;

  const changed = { ...metadata, labels: { ...labels }, annotations: { ...annotations }, finalizers: [...finalizers] };
  return sameSpec ? resourceOf(type, changed, specBytes, { specYaml }) : resourceOf(type, changed, bytes);
}
