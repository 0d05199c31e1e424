// Lets new machines join with a fresh token for 90 days and turns the old default one away. Tokens are secrets.
// Run: node rotate-join-token.ts <name>
import { OmniClient } from '@fleetwright/omni-core';

const [name = 'autumn'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

const old = (await omni.joinTokens.list()).find(({ isDefault }) => isDefault);
const fresh = await omni.joinTokens.create(name, { lifetimeMs: 90 * 24 * 3_600_000 });
await omni.joinTokens.makeDefault(fresh);
// Refused while machines would lose their Omni with it: those have to be moved first.
if (old !== undefined) await omni.joinTokens.revoke(old.id);
console.log(`${name} is the default now, ${old?.name ?? 'no token'} is revoked`);
