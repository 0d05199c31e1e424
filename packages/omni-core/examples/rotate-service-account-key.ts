// Gives every service account whose newest key expires soon another key. The old one stays valid until it expires.
// Run: node rotate-service-account-key.ts [days]
import { OmniClient } from '@fleetwright/omni-core';

const [days = '30'] = process.argv.slice(2);
const soon = Date.now() + Number(days) * 24 * 3_600_000;

await using omni = await OmniClient.fromEnvironment();

for (const { name, keys } of await omni.users.serviceAccounts.list()) {
  const latest = Math.max(...keys.map(({ expires }) => expires.getTime()));
  if (latest > soon) {
    console.log(`${name}: valid until ${new Date(latest).toISOString()}`);
    continue;
  }
  const issued = await omni.users.serviceAccounts.renew(name);
  // Hand issued.serviceAccountKey to the program here. It cannot be had again.
  console.log(`${name}: new key ${issued.keyId} until ${issued.expires.toISOString()}`);
}
