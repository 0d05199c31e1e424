import { readText } from '../../resources/compressed-text.ts';
import { ANNOTATIONS } from '../../resources/label-names.ts';
import type { Resource } from '../../resources/resource.ts';
import { yamlValues } from '../../resources/yaml/yaml-values.ts';
import type { MachineSetNodeSpec } from '../../wire/gen/specs.ts';
import type { MachineInstall, MachineModel } from '../model/machine.ts';
import type { ExportedParts } from './exported-parts.ts';
import { descriptorsOf, extensionsAt, installDiskPatch, patchesAt } from './levels.ts';

export interface MachineExportOptions {
  readonly includeKernelArgs: boolean | 'managed';
}

/** A Machine document for every machine that people put into a set. */
export function exportMachines(parts: ExportedParts, options: MachineExportOptions): MachineModel[] {
  return parts.nodes.map((node) => exportMachine(node, parts, options));
}

function exportMachine(
  { metadata }: Resource<MachineSetNodeSpec>,
  parts: ExportedParts,
  { includeKernelArgs }: MachineExportOptions,
): MachineModel {
  const { id: machine, annotations } = metadata;
  return {
    kind: 'Machine',
    name: machine,
    ...descriptorsOf(metadata),
    locked: ANNOTATIONS.locked in annotations || undefined,
    install: installOf(machine, parts),
    patches: patchesAt({ machine }, parts),
    systemExtensions: extensionsAt({ machine }, parts),
    kernelArgs: kernelArgsOf(machine, parts, includeKernelArgs),
  };
}

function kernelArgsOf(
  machine: string,
  { kernelArgs }: ExportedParts,
  include: MachineExportOptions['includeKernelArgs'],
): readonly string[] | undefined {
  if (include === false) return undefined;
  const found = kernelArgs.find(({ metadata: { id } }) => id === machine);
  const managed = found !== undefined && ANNOTATIONS.managedByTemplates in found.metadata.annotations;
  return include === true || managed ? found?.spec.args : undefined;
}

function installOf(machine: string, parts: ExportedParts): MachineInstall {
  const config = parts.installDisks.find(({ metadata: { id } }) => id === machine);
  if (config !== undefined) return { disk: config.spec.disk, diskSelector: config.spec.diskSelector };
  const patch = installDiskPatch(machine, parts);
  return { disk: patch === undefined ? '' : diskIn(readText(patch)), diskSelector: '' };
}

interface InstallDiskPatch {
  readonly machine?: { readonly install?: { readonly disk?: unknown } };
}

function diskIn(patch: string): string {
  const read = yamlValues(patch);
  const [first] = 'values' in read ? read.values : [];
  const disk = (first as InstallDiskPatch | null | undefined)?.machine?.install?.disk;
  return typeof disk === 'string' ? disk : '';
}
