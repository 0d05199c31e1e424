// Lists what is wrong with a cluster or soon will be, worst first, each with the resource that proves it.
// Run: node diagnose-cluster.ts <cluster>
import { OmniClient } from '@fleetwright/omni-core';

const [cluster = 'harbour'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment({ ...process.env }, { readOnly: true });

const findings = await omni.clusters.health(cluster);
for (const { severity, text, resource } of findings) console.log(`${severity}: ${text} (${resource})`);
if (findings.some(({ severity }) => severity === 'critical')) process.exitCode = 1;
