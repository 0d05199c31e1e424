import { encodeSpec, type ResourceType, timestampOf, types } from '@fleetwright/omni-core';
import type { Init } from '@fleetwright/omni-core/wire';
import type { Caller } from '../auth/role.ts';
import { StatusError } from '../status/status-error.ts';
import { notFound } from '../store/state-errors.ts';
import type { ResourceKey, StoredResource } from '../store/stored-resource.ts';
import type { TypedStore } from '../store/typed-store.ts';
import { BOARDS, CLOUDS } from './media-catalogue.ts';
import { clusterPermissions, permissions } from './permissions.ts';
import { quirks } from './quirks.ts';

/** What the answers may depend on. */
export interface VirtualContext {
  readonly caller: Caller;
  readonly store: TypedStore;
  /** URL clients reach this server by. */
  readonly endpoint: string;
}

/** A type that is made up when somebody asks. */
interface VirtualType {
  /** The spec, or `undefined` when there is no such id. */
  compute(context: VirtualContext, id: string): Uint8Array | undefined;
  /** The ids that exist; absent when the server refuses to list the type. */
  ids?(context: VirtualContext): readonly string[];
}

const VIRTUAL_TYPES: Readonly<Record<string, VirtualType>> = {
  [types.CurrentUser.type]: {
    ids: () => ['current'],
    compute: ({ caller: { identity, role, userId } }, id) =>
      id === 'current' ? encodeSpec(types.CurrentUser, { identity, role, userId }) : undefined,
  },
  [types.Permission.type]: {
    ids: () => ['permissions'],
    compute: ({ caller }, id) => (id === 'permissions' ? encodeSpec(types.Permission, permissions(caller)) : undefined),
  },
  [types.ClusterPermission.type]: {
    compute: ({ caller }) => encodeSpec(types.ClusterPermission, clusterPermissions(caller)),
  },
  [types.AdvertisedEndpoint.type]: {
    compute: ({ endpoint }, id) =>
      id === 'current' ? encodeSpec(types.AdvertisedEndpoint, { grpcApiUrl: endpoint }) : undefined,
  },
  [types.Support.type]: {
    compute: (_context, id) => (id === 'support' ? encodeSpec(types.Support, {}) : undefined),
  },
  [types.LabelsCompletion.type]: {
    compute: ({ store }, id) => encodeSpec(types.LabelsCompletion, { items: knownLabels(store, id) }),
  },
  [types.Quirk.type]: {
    ids: ({ store }) => store.list(types.TalosVersion).map(({ resource }) => resource.id),
    compute: (_context, id) => quirks(id),
  },
  [types.MetalPlatformConfig.type]: { ids: () => [], compute: () => undefined },
  [types.SBCConfig.type]: {
    ids: () => [...BOARDS.keys()],
    compute: (_context, id) => encoded(types.SBCConfig, BOARDS.get(id)),
  },
  [types.CloudPlatformConfig.type]: {
    ids: () => [...CLOUDS.keys()],
    compute: (_context, id) => encoded(types.CloudPlatformConfig, CLOUDS.get(id)),
  },
};

export const VIRTUAL_NAMESPACE = 'virtual';

function encoded<Spec>(type: ResourceType<Spec>, spec: Init<Spec> | undefined): Uint8Array | undefined {
  return spec === undefined ? undefined : encodeSpec(type, spec);
}

/** @throws {StatusError} NOT_FOUND; UNIMPLEMENTED for a type that is not virtual */
export function getVirtual(context: VirtualContext, key: ResourceKey): StoredResource {
  const virtual = VIRTUAL_TYPES[key.type];
  if (virtual === undefined) throw unsupported('get', key.type);
  const spec = virtual.compute(context, key.id);
  if (spec === undefined) throw notFound(key);
  return madeNow(context, key, spec);
}

/** @throws {StatusError} UNIMPLEMENTED for a type that cannot be listed */
export function listVirtual(context: VirtualContext, type: string): StoredResource[] {
  const virtual = VIRTUAL_TYPES[type];
  if (virtual?.ids === undefined) throw unsupported('list', type);
  return [...virtual.ids(context)].sort().flatMap((id) => {
    const spec = virtual.compute(context, id);
    return spec === undefined ? [] : [madeNow(context, { namespace: VIRTUAL_NAMESPACE, type, id }, spec)];
  });
}

/** The answer to every attempt that namespace `virtual` does not support. */
export function unsupported(operation: string, type: string): StatusError {
  return new StatusError('UNIMPLEMENTED', `unsupported resource type for ${operation} "${type}"`);
}

function madeNow({ store }: VirtualContext, key: ResourceKey, spec: Uint8Array): StoredResource {
  const now = timestampOf(store.now());
  return {
    ...key,
    version: 1,
    owner: '',
    phase: 'running',
    created: now,
    updated: now,
    finalizers: [],
    labels: {},
    annotations: {},
    spec,
  };
}

/** User-visible labels in use on a type, with their values. */
function knownLabels({ store }: TypedStore, type: string): Record<string, { items: string[] }> {
  const values = new Map<string, Set<string>>();
  for (const { labels } of store.list({ namespace: 'default', type })) {
    for (const [key, value] of Object.entries(labels)) {
      values.set(key, (values.get(key) ?? new Set()).add(value));
    }
  }
  return Object.fromEntries([...values].map(([key, items]) => [key, { items: [...items].sort() }]));
}
