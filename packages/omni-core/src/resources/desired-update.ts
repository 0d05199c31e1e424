import { readText, textFieldsOf } from './compressed-text.ts';
import { overwriteFields } from './overwrite-fields.ts';
import type { Resource } from './resource.ts';
import { draftOf, resourceFromDraft } from './resource-draft.ts';
import { withMetadata } from './stored-resource.ts';

/**
 * The actual resource changed into what is wanted: labels, annotations and the known fields of the spec are
 * replaced as a whole, finalizers and fields of a newer Omni stay.
 *
 * @returns `actual` itself when nothing has to change
 */
export function desiredUpdate(actual: Resource, expected: Resource): Resource {
  const { finalizers } = draftOf(actual);
  const { labels, annotations } = draftOf(expected);
  const changed = resourceFromDraft(actual, { labels, annotations, finalizers, spec: desiredSpec(actual, expected) });
  const { phase } = expected.metadata;
  return changed.metadata.phase === phase ? changed : withMetadata(changed, { phase });
}

function desiredSpec(actual: Resource, expected: Resource): unknown {
  const { spec } = draftOf(actual);
  const { spec: wanted } = draftOf(expected);
  if (!isMessage(spec) || !isMessage(wanted)) return wanted;
  overwriteFields(spec, wanted);
  // Omni stores long texts compressed: that alone is no difference.
  if (hasSameText(actual, expected)) keepText(spec, actual);
  return spec;
}

function hasSameText(actual: Resource, expected: Resource): boolean {
  return textFieldsOf(actual.type) !== undefined && readText(actual) === readText(expected);
}

function keepText(spec: object, actual: Resource): void {
  const fields = textFieldsOf(actual.type);
  if (fields === undefined) return;
  const { spec: stored } = draftOf(actual);
  const { [fields.plain]: plain, [fields.compressed]: compressed } = stored as Record<string, unknown>;
  Object.assign(spec, { [fields.plain]: plain, [fields.compressed]: compressed });
}

function isMessage(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
