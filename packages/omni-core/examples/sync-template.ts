// Brings a cluster to what its template says: plans, shows the plan, applies it, waits until the cluster is healthy.
// Run: node sync-template.ts <template.yaml>
import { clusterNameOf, loadTemplateFile, OmniClient, printReview } from '@fleetwright/omni-core';

const [path = 'cluster.yaml'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

const template = await loadTemplateFile(path, { target: await omni.templates.target() });
const plan = await omni.templates.plan(template);
console.log(printReview(plan));

const { done } = await omni.templates.apply(plan);
const status = await omni.clusters.waitUntilReady(clusterNameOf(template), { timeoutMs: 30 * 60_000 });
console.log(`${done.length} steps done, ${status.cluster} is ${status.phase}`);
