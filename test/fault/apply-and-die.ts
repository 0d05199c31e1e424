// Applies a template and kills its own process at one of the writes. Prints the plan as JSON first.
// Run: node apply-and-die.ts <endpoint> <service account key> <template> <number of the write> <before|after>
import { parseArgs } from 'node:util';
import { applyPlan, GUARD_IDS } from '@fleetwright/omni-core';
import { type Death, MortalState } from '@fleetwright/omni-core/testing';
import { FINGERPRINT_KEY, loadFleet } from './apply-fleet.ts';
import { openClient } from './open-client.ts';

const {
  positionals: [endpoint = '', serviceAccountKey = '', text = '', atWrite = '', when = ''],
} = parseArgs({ allowPositionals: true });

await using client = await openClient({ endpoint, serviceAccountKey }, { fingerprintKey: FINGERPRINT_KEY });
const plan = await client.templates.plan(await loadFleet(text));
process.stdout.write(`${JSON.stringify(plan)}\n`);

const death: Death = {
  atWrite: Number(atWrite),
  when: when === 'before' ? 'before' : 'after',
  die: () => process.kill(process.pid, 'SIGKILL'),
};
await applyPlan(plan, new MortalState(client.resources, death), { allow: GUARD_IDS });
