// Brings one config patch to several clusters, one after the other. The next cluster is only touched when the one
// before is healthy again, so that a bad patch stops at the first.
// Run: node roll-out.ts <label selector of clusters> [seconds the cluster has to stay healthy]
import { LABELS, newResource, OmniClient, types } from '@fleetwright/omni-core';

const [selector = 'environment in (staging, production)', settle = '10'] = process.argv.slice(2);
const patch = `machine:
  sysctls:
    net.core.somaxconn: "65535"
`;

await using omni = await OmniClient.fromEnvironment();

for (const { metadata } of await omni.resources.list(types.Cluster, { selector })) {
  const cluster = metadata.id;
  await omni.clusters.waitUntilReady(cluster, { timeoutMs: 60_000 }); // nothing new for a cluster with trouble
  const [applied] = await omni.resources.apply([
    newResource(types.ConfigPatch, {
      id: `400-${cluster}-somaxconn`,
      labels: { [LABELS.cluster]: cluster },
      spec: { data: patch },
    }),
  ]);
  // Nothing but time shows that Omni has taken a patch in.
  await omni.clusters.waitUntilReady(cluster, { timeoutMs: 15 * 60_000, settleMs: Number(settle) * 1_000 });
  console.log(cluster, applied?.outcome);
}
