import { describe, expect, it } from 'vitest';
import { isOmniError } from '../errors/omni-error.ts';
import { findResourceType, resolveResourceType, types } from './registry.ts';
import { resourceTypeInfo, resourceTypeInfos } from './resource-type-info.ts';

/** As reference/omni/resources.md lists them. */
const AMBIGUOUS =
  'cds cm cmcs cms cp cps cs ebs im imc imcs ims ips jts kas khcs kus mcs mes mrs ms msl msls mss nuts pms';

describe('resource type registry', () => {
  it('has all 157 types under their singular names', () => {
    expect(Object.keys(types)).toHaveLength(157);
    expect(types.MachineSet.type).toBe('MachineSets.omni.sidero.dev');
  });

  it('finds a type by full name, display name and alias in any case', () => {
    const names = ['MachineSets.omni.sidero.dev', 'machineset', 'MACHINESETS', 'machinesets.omni'];

    const found = names.map((name) => resolveResourceType(name));

    expect(found).toEqual([types.MachineSet, types.MachineSet, types.MachineSet, types.MachineSet]);
  });

  it('finds every type by every alias that is not shared', () => {
    const owners = Map.groupBy(
      [...resourceTypeInfos().values()].flatMap((info) => info.allAliases.map((alias) => ({ alias, info }))),
      ({ alias }) => alias,
    );
    const own = [...owners.values()].filter((entries) => entries.length === 1).flat();

    const wrong = own.filter(({ alias, info }) => resolveResourceType(alias).type !== info.type);

    expect(wrong).toEqual([]);
  });

  it('refuses exactly the aliases that several types share, and names those types', () => {
    const aliases = new Set([...resourceTypeInfos().values()].flatMap((info) => info.allAliases));
    const refused = [...aliases].filter((alias) => {
      try {
        resolveResourceType(alias);
        return false;
      } catch (error) {
        return isOmniError(error, 'unknown_type');
      }
    });

    expect(refused.sort()).toEqual(AMBIGUOUS.split(' '));
    expect(() => resolveResourceType('cs')).toThrow('ClusterSecrets.omni.sidero.dev, ClusterStatuses.omni.sidero.dev');
  });

  it('says what to do about a name that no type has', () => {
    expect(() => resolveResourceType('clusterz')).toThrow('there is no resource type named "clusterz"');
  });

  it('takes full names only in their own case where the wire does', () => {
    expect(findResourceType('clusters.omni.sidero.dev')).toBeUndefined();
  });

  it('knows roles, verbs, relation and columns of a type', () => {
    expect(resourceTypeInfo(types.Cluster)).toMatchObject({
      verbs: ['get', 'list', 'watch', 'create', 'update', 'destroy'],
      readRole: 'Reader',
      writeRole: 'Operator',
      clusterRelation: 'id',
      userManaged: true,
    });
  });
});
