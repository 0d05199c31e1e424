import { newResource } from '../../resources/new-resource.ts';
import type { NewResource, Resource } from '../../resources/resource.ts';
import type { ResourceType } from '../../resources/resource-type.ts';
import { withMetadata } from '../../resources/stored-resource.ts';
import { fileText } from '../files/referenced-files.ts';
import type { Descriptors } from '../model/descriptors.ts';
import type { MachineModel } from '../model/machine.ts';
import type { Dialect } from '../target.ts';
import type { Template } from '../template.ts';

/** What translating the documents of one template shares. */
export interface Translation {
  readonly template: Template;
  readonly dialect: Dialect;
  readonly clusterName: string;
  readonly clusterKernelArgs: readonly string[] | undefined;
  /** What the template says about single machines. */
  readonly machines: ReadonlyMap<string, MachineSettings>;
  /** Arguments that the set of a machine gives it. */
  readonly kernelArgsBySetMachine: ReadonlyMap<string, readonly string[]>;
  readonly now: Date;
}

/** The Machine documents of one id taken together: the last one's descriptors, locked when any says so. */
export interface MachineSettings {
  readonly descriptors: Descriptors;
  readonly locked: boolean;
}

const NO_DESCRIPTORS: Descriptors = { labels: {}, annotations: {} };

/** A resource as the template wants it: the author's descriptors come last and win. */
export function wanted<Spec>(
  type: ResourceType<Spec>,
  resource: NewResource<Spec>,
  { now }: Pick<Translation, 'now'>,
  { labels, annotations }: Descriptors = NO_DESCRIPTORS,
): Resource<Spec> {
  const created = newResource(type, {
    ...resource,
    labels: { ...resource.labels, ...labels },
    annotations: { ...resource.annotations, ...annotations },
  });
  return withMetadata(created, { created: now, updated: now });
}

/** Content of a patch, manifest or job: from its file when it names one. */
export function contentOf(
  source: { readonly file: string; readonly content: string | undefined },
  { template }: Translation,
): string {
  return source.file === '' ? (source.content ?? '') : fileText(template.files, source.file);
}

/** Gathers the Machine documents by id. */
export function machineSettings(machines: readonly MachineModel[]): ReadonlyMap<string, MachineSettings> {
  const settings = new Map<string, MachineSettings>();
  for (const machine of machines) {
    const locked = machine.locked === true || settings.get(machine.name)?.locked === true;
    settings.set(machine.name, { descriptors: machine, locked });
  }
  return settings;
}
