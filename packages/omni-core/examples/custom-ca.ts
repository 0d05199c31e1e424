// Connects to an Omni whose certificate was signed by an authority of your own.
// Run: node custom-ca.ts <ca.pem>
import { readFile } from 'node:fs/promises';
import { OmniClient, types } from '@fleetwright/omni-core';

const [ca = 'ca.pem'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment(
  { ...process.env },
  { tls: { ca: await readFile(ca, 'utf8') } }, // instead of the system's authorities
);

const { spec } = await omni.resources.get(types.SysVersion, 'current');
console.log(`${omni.endpoint} runs Omni ${spec.backendVersion}`);
