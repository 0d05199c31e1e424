import { types } from '../../resources/registry.ts';
import type { Resource } from '../../resources/resource.ts';

const ORDER = [
  types.Cluster,
  types.ExtensionsConfiguration,
  types.ConfigPatch,
  types.MachineInstallDiskConfig,
  types.KubernetesManifestGroup,
  types.KubernetesHealthCheck,
  types.MachineSet,
  types.MachineSetNode,
  types.KernelArg,
];

const RANKS: ReadonlyMap<string, number> = new Map(ORDER.map(({ type }, index) => [type, index + 1]));

/** Place of a resource in the order of writing: a cluster before what configures it, that before its machines. */
export function rankOf({ type }: Pick<Resource, 'type'>): number {
  return RANKS.get(type.type) ?? ORDER.length + 1;
}

/** True for the types that templates write. */
export function isRanked({ type }: Pick<Resource, 'type'>): boolean {
  return RANKS.has(type.type);
}
