import type { CallOptions } from '../transport/call-options.ts';
import {
  type KubernetesSSAOptions,
  KubernetesSyncManifestResponse,
  KubernetesSSAOptions as Ssa,
} from '../wire/gen/management.ts';
import type { Init } from '../wire/init.ts';
import { managementService } from '../wire/services.ts';
import { invalidArgument, requireText } from './invalid-argument.ts';
import { callOptions, type ManagementCaller } from './management-call.ts';
import { TIMEOUTS_MS } from './timeouts.ts';

/** Which existing objects a sync may take over. */
export type InventoryPolicy = 'must-match' | 'adopt-if-no-inventory' | 'adopt-all';

/** Whether manifests are written, and over what. */
export interface ManifestSyncOptions extends CallOptions {
  /** Only show what would change. @default true */
  readonly dryRun?: boolean;
  /** @default 'adopt-if-no-inventory' */
  readonly inventoryPolicy?: InventoryPolicy;
  /** Remove objects that are no longer among the manifests. @default false */
  readonly prune?: boolean;
  /** Overwrite fields somebody else manages. @default false */
  readonly forceConflicts?: boolean;
  /** How long to wait for applied objects to settle, in milliseconds. @default 30_000 */
  readonly reconcileTimeoutMs?: number;
}

/** What happened to one object, or in between. */
export type ManifestSyncEvent =
  | {
      readonly kind: 'manifest';
      readonly path: string;
      /** The object as JSON; empty when it does not exist. */
      readonly object: string;
      /** Unified diff; empty when nothing changes. */
      readonly diff: string;
      /** There is nothing to change. In a dry run nothing is written either way. */
      readonly skipped: boolean;
    }
  /** The sync waits for this object to settle. These come after all manifests. */
  | { readonly kind: 'rollout'; readonly path: string };

const INVENTORY_POLICIES: Readonly<Record<InventoryPolicy, number>> = {
  'must-match': Ssa.InventoryPolicy.MUST_MATCH,
  'adopt-if-no-inventory': Ssa.InventoryPolicy.ADOPT_IF_NO_INVENTORY,
  'adopt-all': Ssa.InventoryPolicy.ADOPT_ALL,
};

const { MANIFEST, ROLLOUT } = KubernetesSyncManifestResponse.ResponseType;

export async function* syncKubernetesManifests(
  caller: ManagementCaller,
  cluster: string,
  options: ManifestSyncOptions,
): AsyncGenerator<ManifestSyncEvent, void, undefined> {
  const { dryRun = true } = options;
  requireText(cluster, 'The cluster name');
  const messages = caller.stream(
    managementService.kubernetesSyncManifests,
    { dryRun, ssa: ssaOptions(options) },
    {
      ...callOptions(options, TIMEOUTS_MS.manifestSync),
      cluster,
      writes: !dryRun,
      subject: `Kubernetes manifests of cluster ${cluster}`,
    },
  );
  for await (const { responseType, path, object, diff, skipped } of messages) {
    if (responseType === MANIFEST) {
      yield { kind: 'manifest', path, object: Buffer.from(object).toString('utf8'), diff, skipped };
    } else if (responseType === ROLLOUT) yield { kind: 'rollout', path };
  }
}

/**
 * Always complete: the server takes every zero value in it at its word, and zero means to prune and to refuse objects
 * that are not in the inventory yet.
 */
function ssaOptions(options: ManifestSyncOptions): Init<KubernetesSSAOptions> {
  const { inventoryPolicy = 'adopt-if-no-inventory', prune = false, forceConflicts = false } = options;
  const { reconcileTimeoutMs = 30_000 } = options;
  if (!(reconcileTimeoutMs > 0)) throw invalidArgument('reconcileTimeoutMs must be greater than 0');
  return {
    inventoryPolicy: INVENTORY_POLICIES[inventoryPolicy],
    noPrune: !prune,
    forceConflicts,
    reconcileTimeout: {
      seconds: BigInt(Math.floor(reconcileTimeoutMs / 1000)),
      nanos: Math.round((reconcileTimeoutMs % 1000) * 1e6),
    },
  };
}
