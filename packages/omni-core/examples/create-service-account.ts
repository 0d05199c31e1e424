// Makes a service account for a program that only reads, and keeps its key in a file only its owner can read.
// Run: node create-service-account.ts <name> <file>
import { OmniClient, writeConfigFile } from '@fleetwright/omni-core';

const [name = 'dashboard', file = 'dashboard.env'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment();

// The key pair is made here; only its public half is sent. The private half cannot be had again later.
const issued = await omni.users.serviceAccounts.create(name, { role: 'Reader', lifetimeMs: 90 * 24 * 3_600_000 });
await writeConfigFile(file, `OMNI_ENDPOINT=${omni.endpoint}\nOMNI_SERVICE_ACCOUNT_KEY=${issued.serviceAccountKey}\n`);
console.log(`${issued.name}: key ${issued.keyId} is valid until ${issued.expires.toISOString()}`);
