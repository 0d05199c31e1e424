import * as common from '../gen/common.ts';
import * as cosiResource from '../gen/cosi-resource.ts';
import * as cosiResourceMeta from '../gen/cosi-resource-meta.ts';
import * as machine from '../gen/machine.ts';
import * as management from '../gen/management.ts';
import * as omniResources from '../gen/omni-resources.ts';
import * as specs from '../gen/specs.ts';

const PACKAGES: readonly (readonly [name: string, enums: object])[] = [
  ['cosi.resource.meta', cosiResourceMeta],
  ['cosi.resource', cosiResource],
  ['omni.resources', omniResources],
  ['common', common],
  ['machine', machine],
  ['management', management],
  ['specs', specs],
];

/**
 * The number of a name in an enum.
 * @param enumeration full name, e.g. `specs.MachineSetSpec.UpdateStrategy`
 * @returns `undefined` for a name or an enum the contract does not have
 */
export function enumNumber(enumeration: string, name: string): number | undefined {
  const [packageName, enums] = PACKAGES.find(([prefix]) => enumeration.startsWith(`${prefix}.`)) ?? [];
  if (packageName === undefined) return undefined;
  const path = enumeration.slice(packageName.length + 1).split('.');
  const found = [...path, name].reduce<unknown>((place, part) => ownValue(place, part), enums);
  return typeof found === 'number' ? found : undefined;
}

function ownValue(place: unknown, key: string): unknown {
  if (typeof place !== 'object' || place === null || !Object.hasOwn(place, key)) return undefined;
  return (place as Readonly<Record<string, unknown>>)[key];
}
