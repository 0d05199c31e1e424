import { ANNOTATIONS, LABELS } from '../../resources/label-names.ts';
import type { Resource } from '../../resources/resource.ts';
import { withMetadata } from '../../resources/stored-resource.ts';

/** The two kinds of marks a resource carries. */
export type MarkKind = 'labels' | 'annotations';

/** Marks that only the engine gives: they say what a resource belongs to, and follow the template exactly. */
const OWN: Readonly<Record<MarkKind, ReadonlySet<string>>> = {
  labels: new Set([
    LABELS.cluster,
    LABELS.machineSet,
    LABELS.clusterMachine,
    LABELS.controlPlaneRole,
    LABELS.workerRole,
    LABELS.systemPatch,
  ]),
  annotations: new Set([ANNOTATIONS.managedByTemplates, ANNOTATIONS.name]),
};

/** True for a mark the template speaks of without giving it: it used to give it, or says that it shall not be there. */
export type IsDisowned = (resource: Resource, kind: MarkKind, key: string) => boolean;

/** A mark that is there and stays, although the template does not name it. */
export interface KeptMark {
  readonly kind: MarkKind;
  readonly key: string;
}

/** What is wanted of a resource once the marks of others are kept. */
export interface Kept {
  readonly resource: Resource;
  readonly marks: readonly KeptMark[];
}

/**
 * Adds to what is wanted the labels and annotations that Omni or a person gave the actual resource: locks, notes,
 * disabled patches. omnictl takes them away.
 */
export function keepForeign(actual: Resource, expected: Resource, isDisowned: IsDisowned): Kept {
  const labels = foreignMarks('labels', actual, expected, isDisowned);
  const annotations = foreignMarks('annotations', actual, expected, isDisowned);
  const marks = [...labels, ...annotations];
  const named = withoutEmptyName(actual, expected);
  if (marks.length === 0) return { resource: named, marks };
  const { metadata } = named;
  return {
    resource: withMetadata(named, {
      labels: { ...pick(actual.metadata.labels, labels), ...metadata.labels },
      annotations: { ...pick(actual.metadata.annotations, annotations), ...metadata.annotations },
    }),
    marks,
  };
}

/** A patch without a name gets an empty one from a template, which says no more than the none it may have. */
function withoutEmptyName(actual: Resource, expected: Resource): Resource {
  const { [ANNOTATIONS.name]: name, ...annotations } = expected.metadata.annotations;
  const adds = name === '' && !(ANNOTATIONS.name in actual.metadata.annotations);
  return adds ? withMetadata(expected, { annotations }) : expected;
}

function foreignMarks(kind: MarkKind, actual: Resource, expected: Resource, isDisowned: IsDisowned): KeptMark[] {
  const wanted = expected.metadata[kind];
  return Object.keys(actual.metadata[kind])
    .filter((key) => !(key in wanted) && !OWN[kind].has(key) && !isDisowned(actual, kind, key))
    .sort()
    .map((key) => ({ kind, key }));
}

function pick(record: Readonly<Record<string, string>>, marks: readonly KeptMark[]): Record<string, string> {
  return Object.fromEntries(marks.map(({ key }) => [key, record[key] ?? '']));
}
