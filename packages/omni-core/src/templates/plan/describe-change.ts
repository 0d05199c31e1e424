import { isDeepStrictEqual } from 'node:util';
import { fieldClassifier } from '../../redaction/classify-field.ts';
import { isJsonObject, type JsonObject, toJsonValue } from '../../redaction/json-value.ts';
import { mapFields } from '../../redaction/map-fields.ts';
import { parseConfigDocuments } from '../../redaction/redact-config.ts';
import { printedSpec, redactResource } from '../../redaction/redact-resource.ts';
import { describeResource, type Resource } from '../../resources/resource.ts';
import { withMetadata } from '../../resources/stored-resource.ts';
import { contentOf } from '../sync/content.ts';
import { rankOf } from '../sync/rank.ts';
import { changeOf, type PlanStep, subjectOf } from '../sync/steps.ts';
import type { TemplateTarget } from '../target.ts';
import { fieldChanges, fieldsOfNew } from './field-changes.ts';
import type { Fingerprints } from './fingerprint.ts';
import type { ChangeAction, Comparison, FieldChange, PlannedChange } from './planned-change.ts';

/** Where a step stands in its plan, and how it is shown. */
export interface ChangePlace {
  readonly phase: number;
  readonly carriedOutBy: PlannedChange['carriedOutBy'];
  readonly target: TemplateTarget;
  readonly fingerprints: Fingerprints;
}

/** One step as it may be shown: what happens to the resource, field by field, without a secret. */
export function describeChange(step: PlanStep, place: ChangePlace): PlannedChange {
  const { phase, carriedOutBy, fingerprints } = place;
  const { before, after } = changeOf(step);
  const subject = subjectOf(step);
  const { type, id } = subject.metadata;
  return {
    resource: describeResource(subject.metadata),
    type,
    id,
    rank: rankOf(subject),
    phase,
    carriedOutBy,
    ...compare(step, place),
    ...(before && { before: fingerprints.of(contentOf(step.kind === 'destroy' ? beforeTeardown(before) : before)) }),
    ...(after && { after: fingerprints.of(contentOf(after)) }),
  };
}

function compare(
  step: PlanStep,
  { target, fingerprints }: ChangePlace,
): { readonly action: ChangeAction; readonly comparison: Comparison; readonly fields: readonly FieldChange[] } {
  const bytes = 'different';
  const shown = (resource: Resource) => shownFields(resource, target, fingerprints);
  switch (step.kind) {
    case 'create':
      return {
        action: 'create',
        comparison: { meaning: 'different', bytes },
        fields: fieldsOfNew(shown(step.resource)),
      };
    case 'destroy':
      return { action: 'delete', comparison: { meaning: 'different', bytes }, fields: [] };
    case 'update': {
      const { current, resource } = step;
      const sameMarks = isDeepStrictEqual(marksOf(current), marksOf(resource));
      const sameMeaning = isDeepStrictEqual(meaningOf(current, target), meaningOf(resource, target));
      const action = sameMeaning ? (sameMarks ? 'reformat' : 'relabel') : 'update';
      const fields = fieldChanges(shown(current), shown(resource));
      const isSeen = sameMeaning || fields.some(({ path }) => path.startsWith('spec'));
      return {
        action,
        comparison: { meaning: sameMeaning && sameMarks ? 'same' : 'different', bytes },
        fields: isSeen ? fields : [...fields, wholeSpec(current, resource, fingerprints)],
      };
    }
  }
}

/** A removal that was broken off is still the same removal. */
function beforeTeardown(resource: Resource): Resource {
  return withMetadata(resource, { phase: 'running' });
}

function marksOf({ metadata }: Resource) {
  const { labels, annotations, phase } = metadata;
  return { labels: { ...labels }, annotations: { ...annotations }, phase };
}

/** The spec with its configurations parsed, so that how they are written does not count. Not to be shown. */
export function meaningOf(resource: Resource, target: TemplateTarget): JsonObject {
  const parsed = mapFields(printedSpec(resource, { target }), fieldClassifier(resource.metadata.type), {
    key: (key) => key,
    text: (text, fieldClass) => (fieldClass === 'config' ? toJsonValue(parseConfigDocuments(text) ?? text) : text),
  });
  return isJsonObject(parsed) ? parsed : {};
}

function shownFields(resource: Resource, target: TemplateTarget, { marker }: Fingerprints): JsonObject {
  const { metadata, spec } = redactResource(resource, marker, { target, documents: true });
  const { labels, annotations, phase } = metadata;
  return { metadata: { labels, annotations, ...(phase !== 'running' && { phase }) }, spec };
}

/** For a difference that redaction hides, such as one in a comment of a file inside a patch. */
function wholeSpec(before: Resource, after: Resource, { marker }: Fingerprints): FieldChange {
  return { path: 'spec', before: marker.mark(contentOf(before)), after: marker.mark(contentOf(after)) };
}
