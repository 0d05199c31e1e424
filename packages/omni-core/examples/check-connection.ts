// Says what stands between this machine and an Omni: network, clock, key, role, each with what to do about it.
// Run: node check-connection.ts
import { OmniClient } from '@fleetwright/omni-core';

await using omni = await OmniClient.fromEnvironment();

const { ok, findings } = await omni.check();
for (const { subject, status, detail, advice } of findings) {
  console.log(`${status.padEnd(8)}${subject}: ${detail}${advice === undefined ? '' : ` ${advice}`}`);
}
if (!ok) process.exitCode = 1;
