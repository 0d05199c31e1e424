import { OmniError } from '../errors/omni-error.ts';
import { ANNOTATIONS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { ClusterSpec } from '../wire/gen/specs.ts';
import { missingCluster } from './missing-cluster.ts';

/** What harms a cluster when it is done by mistake, and so has to be asked for by name. */
export type Allowance =
  /** A cluster without its last control plane machine is lost. */
  | 'last-control-plane'
  /** Too few healthy control plane machines remain for etcd to go on. */
  | 'quorum-loss'
  /** A version that Omni does not offer for this cluster now. */
  | 'unlisted-version';

/** Leave to do what is refused because it does harm. */
export interface AllowOptions {
  /** What is refused otherwise. @default nothing */
  readonly allow?: readonly Allowance[];
}

/** Refuses what Omni would do but nobody wants by mistake. */
export function refusedUnlessAllowed(allowance: Allowance, message: string): OmniError {
  return new OmniError('precondition_failed', message, {
    hint: `If this is meant, ask for it with allow: ['${allowance}'].`,
  });
}

/** True when something harmful was asked for by name. */
export function isAllowed(allowance: Allowance, { allow = [] }: AllowOptions): boolean {
  return allow.includes(allowance);
}

/**
 * The cluster, if its contents may change.
 * @throws {OmniError} `not_found`; `precondition_failed` for a locked cluster, which Omni would refuse to change
 */
export async function readUnlockedCluster(
  state: State,
  cluster: string,
  options: CallOptions,
): Promise<Resource<ClusterSpec>> {
  const resource = await state.find(types.Cluster, cluster, options);
  if (resource === undefined) throw missingCluster(cluster);
  if (ANNOTATIONS.clusterLocked in resource.metadata.annotations) {
    throw new OmniError('precondition_failed', `Cluster ${cluster} is locked`, {
      hint: 'Whoever locked it had a reason; unlock the cluster first if it is gone.',
    });
  }
  return resource;
}
