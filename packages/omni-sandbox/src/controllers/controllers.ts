import { LABELS, resourceTypeInfo, types } from '@fleetwright/omni-core';
import type { Logger } from 'pino';
import type { StoreEvent } from '../store/store-event.ts';
import type { ResourceKey, StoredResource } from '../store/stored-resource.ts';
import type { TypedStore } from '../store/typed-store.ts';
import { ETCD_BACKUP_INPUTS, takeEtcdBackups } from './etcd-backups.ts';
import { writeInfraProviderStatuses } from './infra-provider-status.ts';
import { writeJoinTokenStatuses } from './join-token-status.ts';
import { MACHINE_LABEL_INPUTS, showMachineLabels } from './machine-labels.ts';
import { reconcileCluster } from './reconcile-cluster.ts';
import { reconcileLink } from './reconcile-link.ts';
import { rotateSecrets, SECRET_ROTATION_INPUTS } from './secret-rotation.ts';
import { writeServiceAccountStatuses } from './service-account-status.ts';

export interface ControllersOptions {
  /** Length of one simulated step, in milliseconds. */
  readonly tickMs: number;
  readonly logger: Logger;
}

/** Types whose change makes their cluster worth a look. Others are written by us, or matter to nobody here. */
const CLUSTER_INPUTS: ReadonlySet<string> = new Set([
  types.Cluster.type,
  types.MachineSet.type,
  types.MachineSetNode.type,
  types.ConfigPatch.type,
  types.ExtensionsConfiguration.type,
  types.KubernetesManifestGroup.type,
  types.KubernetesHealthCheck.type,
  types.NodeForceDestroyRequest.type,
  types.ClusterMachine.type,
  types.ClusterMachineStatus.type,
  types.ClusterMachineConfigStatus.type,
  types.MachineStatus.type,
]);

/** Inputs that do not name a cluster: everything that uses them is looked at. */
const SHARED_INPUTS: ReadonlySet<string> = new Set([types.MachineClass.type, types.KernelArg.type]);

/** What is written as a whole: what each is made from, and how. */
const LISTS: readonly { readonly inputs: ReadonlySet<string>; readonly write: (store: TypedStore) => void }[] = [
  { inputs: new Set([types.Identity.type, types.PublicKey.type, types.User.type]), write: writeServiceAccountStatuses },
  {
    inputs: new Set([types.JoinToken.type, types.DefaultJoinToken.type, types.JoinTokenUsage.type]),
    write: writeJoinTokenStatuses,
  },
  {
    inputs: new Set([types.InfraProvider.type, types.InfraProviderStatus.type, types.InfraProviderHealthStatus.type]),
    write: writeInfraProviderStatuses,
  },
  { inputs: ETCD_BACKUP_INPUTS, write: takeEtcdBackups },
  { inputs: SECRET_ROTATION_INPUTS, write: rotateSecrets },
  { inputs: MACHINE_LABEL_INPUTS, write: showMachineLabels },
];

/**
 * The part of Omni that makes things happen: follows the state and moves it on, step by step, until it is at rest.
 * Level triggered: an event only says what to look at, never what to do.
 */
export class Controllers implements Disposable {
  readonly #store: TypedStore;
  readonly #tickMs: number;
  readonly #logger: Logger;
  readonly #stopListening: () => void;
  readonly #clusters = new Set<string>();
  readonly #links = new Set<string>();
  readonly #released = new Map<string, ResourceKey>();
  readonly #lists = new Set(LISTS);
  #timer: NodeJS.Timeout | undefined;

  /** Starts at once, with a look at everything there is. */
  constructor(store: TypedStore, { tickMs, logger }: ControllersOptions) {
    this.#store = store;
    this.#tickMs = tickMs;
    this.#logger = logger;
    this.#stopListening = store.store.listenToAll((event) => this.#notice(event));
    this.#allClusters();
    for (const { resource } of store.list(types.Link)) this.#links.add(resource.id);
    this.#schedule();
  }

  [Symbol.dispose](): void {
    this.#stopListening();
    clearTimeout(this.#timer);
  }

  #notice(event: StoreEvent): void {
    const { resource } = event;
    const { type, id, labels } = resource;
    const listed = this.#markLists(type);
    if (CLUSTER_INPUTS.has(type)) {
      this.#mark(resource);
      if (event.kind === 'updated') this.#mark(event.old);
      const machine = labels[LABELS.machine];
      if (machine !== undefined) this.#markMachine(machine);
    } else if (SHARED_INPUTS.has(type)) {
      this.#allClusters();
    } else if (type === types.Link.type) {
      this.#links.add(id);
      this.#markMachine(id);
    } else if (!listed && !isReleased(resource)) {
      return;
    }
    if (event.kind !== 'destroyed' && isReleased(resource)) this.#released.set(`${type}/${id}`, resource);
    this.#schedule();
  }

  #markLists(type: string): boolean {
    const made = LISTS.filter(({ inputs }) => inputs.has(type));
    for (const list of made) this.#lists.add(list);
    return made.length > 0;
  }

  #mark({ type, id, labels }: StoredResource): void {
    const cluster = type === types.Cluster.type ? id : labels[LABELS.cluster];
    if (cluster !== undefined) this.#clusters.add(cluster);
  }

  #markMachine(id: string): void {
    const cluster = this.#store.find(types.ClusterMachine, id)?.resource.labels[LABELS.cluster];
    if (cluster !== undefined) this.#clusters.add(cluster);
  }

  #allClusters(): void {
    for (const { resource } of this.#store.list(types.Cluster)) this.#clusters.add(resource.id);
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#tick(), this.#tickMs);
  }

  #tick(): void {
    this.#timer = undefined;
    const released = take(this.#released);
    const links = take(this.#links);
    const clusters = take(this.#clusters);
    const lists = [...this.#lists];
    this.#lists.clear();
    try {
      for (const [, key] of released) this.#destroy(key);
      for (const [id] of links) reconcileLink(this.#store, id);
      for (const [name] of clusters) reconcileCluster(this.#store, name);
      for (const list of lists) list.write(this.#store);
    } catch (error) {
      // Keep serving: a controller that fails is looked at again with the next change.
      this.#logger.error({ err: error }, 'controllers failed');
    }
  }

  /** Omni removes what people tore down as soon as nothing holds it. */
  #destroy(key: ResourceKey): void {
    const current = this.#store.store.find(key);
    if (current !== undefined && isReleased(current)) this.#store.store.destroy(current);
  }
}

function isReleased({ owner, phase, finalizers, type }: StoredResource): boolean {
  return owner === '' && phase === 'tearingDown' && finalizers.length === 0 && isDestroyedAutomatically(type);
}

function isDestroyedAutomatically(type: string): boolean {
  return type === types.Link.type || resourceTypeInfo({ type })?.userManaged === true;
}

/** Everything in a set or map, which is empty afterwards: what is added meanwhile is for the next step. */
function take<T>(from: Set<T> | Map<string, T>): [string | T, T][] {
  const entries = [...from.entries()] as [string | T, T][];
  from.clear();
  return entries;
}
