import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { readUnlockedCluster } from './guards.ts';
import type { ClusterFeatureToggles } from './new-cluster.ts';

/** Turns switches of a cluster on or off; those left out stay as they are. */
export async function setFeatures(
  state: State,
  cluster: string,
  toggles: ClusterFeatureToggles,
  options: CallOptions,
): Promise<void> {
  await readUnlockedCluster(state, cluster, options);
  await state.modify(
    types.Cluster,
    cluster,
    ({ spec }) => {
      const { features } = spec;
      spec.features = {
        ...features,
        diskEncryption: features?.diskEncryption ?? false,
        enableWorkloadProxy: toggles.workloadProxy ?? features?.enableWorkloadProxy ?? false,
        useEmbeddedDiscoveryService: toggles.embeddedDiscoveryService ?? features?.useEmbeddedDiscoveryService ?? false,
        disablePublicDiscoveryService:
          toggles.publicDiscoveryServiceDisabled ?? features?.disablePublicDiscoveryService ?? false,
        enableNodeAuditSkip: toggles.nodeAuditSkip ?? features?.enableNodeAuditSkip ?? false,
      };
    },
    options,
  );
}
