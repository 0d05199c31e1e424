// A sandbox inside a program, as in somebody's tests.
import { OmniClient, parseServiceAccountKey, types } from '@fleetwright/omni-core/client';
import { startSandbox } from '@fleetwright/omni-sandbox';

const sandbox = await startSandbox({ seed: { machines: 3 } });
const credentials = await parseServiceAccountKey(sandbox.serviceAccountKey);
const omni = new OmniClient({ endpoint: sandbox.endpoint, credentials });
try {
  for (const { metadata } of await omni.resources.list(types.MachineStatus)) console.log(metadata.id);
} finally {
  await omni[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
}
