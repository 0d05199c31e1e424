import { types } from '@fleetwright/omni-core';
import { type Init, management } from '@fleetwright/omni-core/wire';
import { requireRole } from '../auth/role.ts';
import type { Call } from '../server/call.ts';
import { notFound } from '../store/state-errors.ts';
import { BOOTSTRAP_MANIFESTS, manifestDiff, manifestObject } from './bootstrap-manifests.ts';
import { type ManagementContext, requiredCluster } from './management-context.ts';

const { MANIFEST, ROLLOUT } = management.KubernetesSyncManifestResponse.ResponseType;

/** There is no Kubernetes behind it: the objects are those Talos makes, and a sync remembers what it "applied". */
export async function syncManifests(
  { store, manifests, audit }: ManagementContext,
  call: Call,
  { dryRun }: management.KubernetesSyncManifestRequest,
  send: (response: Init<management.KubernetesSyncManifestResponse>) => Promise<void>,
): Promise<void> {
  const cluster = requiredCluster(call);
  requireRole(call.caller, 'Operator');
  const spec = store.find(types.Cluster, cluster)?.spec;
  if (spec === undefined) throw notFound({ namespace: 'default', type: types.Cluster.type, id: cluster });
  const [from, to] = [manifests.version(cluster), spec.kubernetesVersion];
  audit.record({ type: 'k8s_access', caller: call.caller, cluster });

  const changed: string[] = [];
  for (const manifest of BOOTSTRAP_MANIFESTS) {
    const diff = manifestDiff(manifest, from, to);
    if (diff !== '') changed.push(manifest.path);
    await send({
      responseType: MANIFEST,
      path: manifest.path,
      object: Buffer.from(manifestObject(manifest, from)),
      diff,
      skipped: diff === '',
    });
  }
  if (dryRun) return;
  for (const path of changed) await send({ responseType: ROLLOUT, path });
  manifests.applied(cluster, to);
}
