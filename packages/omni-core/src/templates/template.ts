import type { ReferencedFiles } from './files/referenced-files.ts';
import type { MachineConfigSchema } from './machine-config/machine-config-schema.ts';
import type { ClusterModel } from './model/cluster.ts';
import type { MachineModel } from './model/machine.ts';
import type { MachineSetModel } from './model/machine-set.ts';
import type { Patch } from './model/patch.ts';
import type { TemplateTarget } from './target.ts';

/** One document of a template, read and checked for its kind. */
export type TemplateDocument =
  | ClusterModel
  | MachineSetModel<'ControlPlane'>
  | MachineSetModel<'Workers'>
  | MachineModel;

/** A template that loaded: every document decoded, every referenced file read. Not yet known to be valid. */
export interface Template {
  /** Where it came from, for messages. */
  readonly name: string;
  readonly target: TemplateTarget;
  /** In the order of the file, which is the order of rendering. */
  readonly documents: readonly TemplateDocument[];
  /** What the `file:` references led to. */
  readonly files: ReferencedFiles;
  /** What its config patches are held against besides the structural rules. */
  readonly machineConfigSchema?: MachineConfigSchema;
}

/** The documents of some kinds, in template order. */
export function documentsOf<Kind extends TemplateDocument['kind']>(
  template: Pick<Template, 'documents'>,
  ...kinds: readonly Kind[]
): Extract<TemplateDocument, { kind: Kind }>[] {
  const isWanted = (document: TemplateDocument): document is Extract<TemplateDocument, { kind: Kind }> =>
    kinds.some((kind) => kind === document.kind);
  return template.documents.filter(isWanted);
}

/** Name of the cluster a valid template describes. */
export function clusterNameOf(template: Pick<Template, 'documents'>): string {
  return documentsOf(template, 'Cluster')[0]?.name ?? '';
}

/** Every path a template reads, in template order, as written, possibly more than once. */
export function referencedPaths(documents: readonly TemplateDocument[]): string[] {
  return documents
    .flatMap(sourcesOf)
    .map(({ file }) => file)
    .filter((file) => file !== '');
}

function sourcesOf(document: TemplateDocument): readonly Pick<Patch, 'file'>[] {
  if (document.kind !== 'Cluster') return document.patches;
  return [...document.patches, ...document.kubernetes.manifests, ...document.kubernetes.healthchecks];
}
