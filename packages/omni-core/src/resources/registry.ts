import { OmniError } from '../errors/omni-error.ts';
import { types } from './gen/types.ts';
import type { ResourceType } from './resource-type.ts';
import { type ResourceTypeInfo, resourceTypeInfos } from './resource-type-info.ts';

export type { EmptySpec } from './gen/types.ts';
export { types } from './gen/types.ts';

let byName: ReadonlyMap<string, ResourceType> | undefined;

/** The type with exactly this full name, e.g. `Clusters.omni.sidero.dev`. */
export function findResourceType(fullName: string): ResourceType | undefined {
  byName ??= new Map(Object.values<ResourceType>(types).map((type) => [type.type, type]));
  return byName.get(fullName);
}

/**
 * The type a person means by a full name, display name or alias, in any case.
 * @throws {OmniError} `unknown_type` when nothing or more than one type has the name
 */
export function resolveResourceType(name: string): ResourceType {
  const wanted = name.toLowerCase();
  const [match, ...others] = candidates(wanted);
  if (match === undefined)
    throw new OmniError('unknown_type', `there is no resource type named ${JSON.stringify(name)}`, {
      hint: 'List ResourceDefinitions.meta.cosi.dev for the types the server has.',
    });
  if (others.length > 0)
    throw new OmniError('unknown_type', `${JSON.stringify(name)} is ambiguous: ${listed([match, ...others])}`, {
      hint: 'Use the full name of the type.',
    });
  return match;
}

/**
 * A type this library was not generated with, for instance of an infra provider. Its specs stay bytes.
 * @param type full name as on the wire
 */
export function opaqueResourceType(type: string, defaultNamespace: string): ResourceType<Uint8Array> {
  return { type, displayType: type.replace(/\..*$/, ''), defaultNamespace, specMessage: undefined };
}

function candidates(wanted: string): readonly ResourceType[] {
  const infos = [...resourceTypeInfos().values()];
  const exact = infos.filter((info) => isFullName(info, wanted));
  const matching = exact.length > 0 ? exact : infos.filter((info) => info.allAliases.includes(wanted));
  return matching.flatMap((info) => findResourceType(info.type) ?? []);
}

function isFullName(info: ResourceTypeInfo, wanted: string): boolean {
  return info.type.toLowerCase() === wanted || info.displayType.toLowerCase() === wanted;
}

function listed(found: readonly ResourceType[]): string {
  return found.map((type) => type.type).join(', ');
}
