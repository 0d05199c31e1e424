import { types } from '../resources/registry.ts';
import { describeResource, type Metadata } from '../resources/resource.ts';
import type { ChangeAction, FieldChange } from '../templates/plan/planned-change.ts';
import type { Deviation, Deviations, KeptMarks } from './compare-with-git.ts';
import type { DriftClass, DriftField, DriftSide } from './drift-report.ts';
import type { RawFinding } from './raw-finding.ts';

/** Omni compared with what was applied last, and with the head of the branch; either may be unknown. */
export interface BothComparisons {
  readonly applied: Deviations | undefined;
  readonly head: Deviations | undefined;
}

/** Class of a change when Omni is what changed. */
const CLASSES: Readonly<Record<ChangeAction, DriftClass>> = {
  create: 'missing',
  update: 'changed',
  relabel: 'changed',
  reformat: 'changed',
  delete: 'extra',
};

const VERSIONS: ReadonlyMap<string, string> = new Map([
  ['spec.talosversion', 'Talos'],
  ['spec.kubernetesversion', 'Kubernetes'],
]);

/**
 * What separates Omni from Git. What Omni does not have as it was applied has drifted. What it has as it was applied,
 * and the head wants otherwise, is only not applied yet.
 */
export function gitFindings({ applied, head }: BothComparisons): RawFinding[] {
  const drifted = applied ?? head;
  if (drifted === undefined) return [];
  const other = applied === undefined ? undefined : head;
  const own: DriftSide = applied === undefined ? 'head' : 'applied';
  return [
    ...whole(drifted).flatMap(([name, deviation]) => {
      const against: DriftSide[] = other?.changed.has(name) ? [own, 'head'] : [own];
      return driftFindings(deviation, against);
    }),
    ...whole(other).flatMap(([name, deviation]) => {
      const before = drifted.changed.get(name);
      const alreadyTold = before !== undefined && before.change.after === deviation.change.after;
      return alreadyTold ? [] : [pendingFinding(deviation)];
    }),
    ...drifted.kept.map((marks) => keptFinding(marks, own)),
  ];
}

/** A cluster that is missing as a whole, or shall go as a whole, is one thing and not one for each of its parts. */
function whole(deviations: Deviations | undefined): [string, Deviation][] {
  const changed = [...(deviations?.changed ?? [])];
  const cluster = changed.find(
    ([, { subject, change }]) =>
      subject.type.type === types.Cluster.type && (change.action === 'create' || change.action === 'delete'),
  );
  if (cluster === undefined) return changed;
  const [, { change }] = cluster;
  return [cluster, ...changed.filter(([, other]) => other.change.action !== change.action)];
}

function driftFindings(deviation: Deviation, against: readonly DriftSide[]): RawFinding[] {
  const { change, subject } = deviation;
  const base = { ...subjectOf(subject.metadata), kind: change.action, against };
  const fields = change.action === 'update' || change.action === 'relabel' ? change.fields.map(driftField) : [];
  const isCluster = subject.type.type === types.Cluster.type;
  const versions = isCluster ? fields.filter(({ path }) => VERSIONS.has(path)) : [];
  const others = fields.filter((field) => !versions.includes(field));
  const version: RawFinding[] =
    versions.length === 0
      ? []
      : [{ ...base, class: 'version', text: versions.map(versionText).join('; '), fields: versions, diff: '' }];
  if (versions.length > 0 && others.length === 0) return version.map((one) => ({ ...one, diff: deviation.diff() }));
  const text = driftText(change.action, others, isCluster);
  return [...version, { ...base, class: CLASSES[change.action], text, fields: others, diff: deviation.diff() }];
}

function driftText(action: ChangeAction, fields: readonly DriftField[], isCluster: boolean): string {
  const withParts = isCluster ? ', with everything that belongs to it' : '';
  switch (action) {
    case 'create':
      return `Git has it and Omni does not${withParts}`;
    case 'delete':
      return `Omni has it and Git does not${withParts}`;
    case 'reformat':
      return 'it means the same and is written differently';
    default:
      return `it differs in ${listed(fields.map(({ path }) => path))}`;
  }
}

function pendingFinding({ subject, change, diff }: Deviation): RawFinding {
  const { action } = change;
  const fields = action === 'update' || action === 'relabel' ? change.fields.map(driftField) : [];
  const texts: Readonly<Record<ChangeAction, string>> = {
    create: 'the head of the branch adds it, and that is not applied yet',
    update: `the head of the branch changes ${listed(fields.map(({ path }) => path))}, and that is not applied yet`,
    relabel: `the head of the branch changes ${listed(fields.map(({ path }) => path))}, and that is not applied yet`,
    reformat: 'the head of the branch writes it differently, with the same meaning',
    delete: 'the head of the branch does not have it any more, and that is not applied yet',
  };
  return {
    ...subjectOf(subject.metadata),
    class: 'pending',
    kind: action,
    text: texts[action],
    against: ['head'],
    fields,
    diff: diff(),
  };
}

/** For a cluster whose template is gone from the head of the branch. */
export function deletedFinding(cluster: string): RawFinding {
  const { type, defaultNamespace: namespace } = types.Cluster;
  const metadata = { type, namespace, id: cluster };
  return {
    resource: describeResource(metadata),
    metadata,
    class: 'pending',
    kind: 'template-deleted',
    text: 'the head of the branch has no template for it any more; syncing deletes no cluster',
    against: ['head'],
    fields: [],
    diff: '',
  };
}

function keptFinding({ subject, paths }: KeptMarks, side: DriftSide): RawFinding {
  return {
    ...subjectOf(subject.metadata),
    class: 'changed',
    kind: 'kept',
    text: `somebody set ${listed(paths)}, which Git does not name`,
    against: [side],
    fields: paths.map((path) => ({ path })),
    diff: '',
  };
}

function subjectOf(metadata: Metadata): Pick<RawFinding, 'resource' | 'metadata'> {
  return { resource: describeResource(metadata), metadata };
}

/** A plan goes from Omni to Git, drift the other way. */
function driftField({ path, before, after }: FieldChange): DriftField {
  return { path, ...(after !== undefined && { git: after }), ...(before !== undefined && { omni: before }) };
}

function versionText({ path, git, omni }: DriftField): string {
  return `${VERSIONS.get(path)} is ${omni ?? 'unknown'} in Omni and ${git ?? 'unknown'} in Git`;
}

const MOST_LISTED = 5;

function listed(texts: readonly string[]): string {
  if (texts.length === 0) return 'its contents';
  const more = texts.length - MOST_LISTED;
  return texts.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
