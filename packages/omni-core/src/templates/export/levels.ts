import { readText } from '../../resources/compressed-text.ts';
import { ANNOTATIONS, LABELS, RESERVED_PREFIX } from '../../resources/label-names.ts';
import type { Metadata, Resource } from '../../resources/resource.ts';
import type { ConfigPatchSpec } from '../../wire/gen/specs.ts';
import type { Descriptors } from '../model/descriptors.ts';
import type { Patch } from '../model/patch.ts';
import type { ExportedParts } from './exported-parts.ts';

/** What a patch or a list of extensions applies to: the whole cluster, a machine set, or one machine of it. */
export type Level = { readonly machineSet?: string; readonly machine?: string };

/** Labels and annotations that people gave a resource. */
export function descriptorsOf({ labels, annotations }: Metadata): Descriptors {
  return { labels: withoutReserved(labels), annotations: withoutReserved(annotations) };
}

/** The patches of one level, in the order they apply. */
export function patchesAt(level: Level, { patches }: ExportedParts): Patch[] {
  return patches
    .filter(({ metadata }) => isAt(level, metadata) && !isInstallDisk(metadata))
    .map((patch) => ({
      name: '',
      idOverride: patch.metadata.id,
      ...descriptorsOf(patch.metadata),
      file: '',
      inline: readText(patch),
    }));
}

/** The extensions of one level; `undefined` when nothing is said about them. */
export function extensionsAt(level: Level, { extensions }: ExportedParts): readonly string[] | undefined {
  return extensions.find(({ metadata }) => isAt(level, metadata))?.spec.extensions;
}

/** The patch that carries the install disk to an Omni without a resource of its own for it. */
export function installDiskPatch(machine: string, { patches }: ExportedParts): Resource<ConfigPatchSpec> | undefined {
  return patches.find(({ metadata }) => isAt({ machine }, metadata) && isInstallDisk(metadata));
}

function isInstallDisk({ id, labels, annotations }: Metadata): boolean {
  if (!(LABELS.systemPatch in labels)) return false;
  return annotations[ANNOTATIONS.name] === 'install-disk' && id.endsWith('-install-disk');
}

function isAt({ machineSet, machine }: Level, { labels }: Metadata): boolean {
  // The narrowest label counts.
  const ofMachine = labels[LABELS.clusterMachine];
  if (ofMachine !== undefined) return ofMachine === machine;
  return machine === undefined && labels[LABELS.machineSet] === machineSet;
}

function withoutReserved(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !name.startsWith(RESERVED_PREFIX)));
}
