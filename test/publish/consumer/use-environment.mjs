// Plain JavaScript, no newer than the oldest Node allows: connects to the Omni of the environment and changes it.
import { loadTemplateFile, OmniClient, types } from '@fleetwright/omni-core';

const omni = await OmniClient.fromEnvironment();
try {
  const machines = await omni.resources.list(types.MachineStatus);
  const { done } = await omni.templates.sync(await loadTemplateFile('cluster.yaml'));
  const { phase } = await omni.clusters.waitUntilReady('harbour', { timeoutMs: 90_000 });
  console.log(`${machines.length} machines, ${done.length} steps, ${phase}`);
} finally {
  await omni[Symbol.asyncDispose]();
}
