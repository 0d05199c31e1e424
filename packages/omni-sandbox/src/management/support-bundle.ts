import { findResourceType, LABELS, printResourceYaml, resourceTypeInfos, types } from '@fleetwright/omni-core';
import type { Init, management } from '@fleetwright/omni-core/wire';
import { zipSync } from 'fflate';
import { requireRole } from '../auth/role.ts';
import { resourceOfStored } from '../sandbox-state.ts';
import type { Call } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import { notFound } from '../store/state-errors.ts';
import type { StoredResource } from '../store/stored-resource.ts';
import type { TypedStore } from '../store/typed-store.ts';
import type { ManagementContext } from './management-context.ts';

const SOURCE = 'omni';

/**
 * Everything about a cluster that is no secret, as a zip: its resources as YAML and the logs of its machines.
 * @throws {StatusError} PERMISSION_DENIED, NOT_FOUND, UNIMPLEMENTED (encryption)
 */
export async function sendSupportBundle(
  { store, audit, machineLogs }: ManagementContext,
  { caller, signal }: Call,
  { cluster, encrypt }: management.GetSupportBundleRequest,
  send: (response: Init<management.GetSupportBundleResponse>) => Promise<void>,
): Promise<void> {
  requireRole(caller, 'Operator');
  if (store.find(types.Cluster, cluster) === undefined) {
    throw notFound({ namespace: 'default', type: types.Cluster.type, id: cluster });
  }
  if (encrypt) throw new StatusError('UNIMPLEMENTED', 'the sandbox does not encrypt support bundles');
  audit.record({ type: 'talos_access', caller, cluster });

  const machines = machinesOf(store, cluster);
  const resources = resourcesOf(store, cluster, new Set(machines));
  const total = resources.length + machines.length;
  const files: Record<string, Uint8Array> = {};
  const add = async (name: string, text: string) => {
    files[name] = Buffer.from(text);
    const value = Object.keys(files).length;
    await send({ progress: { source: SOURCE, state: `collected ${name}`, total, value } });
  };
  for (const resource of resources) {
    const type = findResourceType(resource.type);
    if (type === undefined) continue;
    const name = `omni/resources/${resource.type}-${resource.id}.yaml`;
    await add(name, printResourceYaml(resourceOfStored(type, resource)));
    if (signal.aborted) return;
  }
  for (const id of machines) await add(`omni/machine-logs/${id}.log`, `${machineLogs.since(id, 0).join('\n')}\n`);
  await send({ bundleData: zipSync(files) });
}

function machinesOf(store: TypedStore, cluster: string): string[] {
  return store.list(types.ClusterMachine, { labels: { [LABELS.cluster]: cluster } }).map(({ resource }) => resource.id);
}

/** What the cluster's name or label is on, and what is known about its machines. */
function resourcesOf(store: TypedStore, cluster: string, machines: ReadonlySet<string>): StoredResource[] {
  return [...resourceTypeInfos().values()].flatMap((info) => {
    const type = findResourceType(info.type);
    if (type === undefined || info.sensitive || !info.verbs.includes('get')) return [];
    return store.store.list({ namespace: type.defaultNamespace, type: info.type }, ({ id, labels }) => {
      const own = labels[LABELS.cluster];
      if (own !== undefined) return own === cluster;
      return (info.clusterRelation === 'id' && id === cluster) || info.type === types.Cluster.type
        ? id === cluster
        : machines.has(id) && MACHINE_TYPES.has(info.type);
    });
  });
}

const MACHINE_TYPES: ReadonlySet<string> = new Set([
  types.Link.type,
  types.Machine.type,
  types.MachineStatus.type,
  types.MachineStatusSnapshot.type,
]);
