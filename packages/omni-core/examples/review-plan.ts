// Plans a template, keeps the plan as JSON for whoever reviews it, and applies exactly that plan.
// Guards stop it, such as a downgrade; those named at the end are allowed.
// Run: node review-plan.ts <template.yaml> <plan.json> [<guard>...]
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import {
  GUARD_IDS,
  isOmniError,
  loadTemplateFile,
  OmniClient,
  type PlanDocument,
  printReview,
} from '@fleetwright/omni-core';

const [path = 'cluster.yaml', planFile = 'plan.json', ...names] = process.argv.slice(2);
const allow = GUARD_IDS.filter((id) => names.includes(id));

// Fingerprints made with one key can be compared, also by the process that applies what another one planned.
const fingerprintKey = createHash('sha256').update(`plans ${process.env['OMNI_SERVICE_ACCOUNT_KEY']}`).digest();
await using omni = await OmniClient.fromEnvironment({ ...process.env }, { fingerprintKey });

const template = await loadTemplateFile(path, { target: await omni.templates.target() });
const plan = await omni.templates.plan(template);
await writeFile(planFile, JSON.stringify(plan, undefined, 2)); // free of secrets
console.log(printReview(plan));

const reviewed = JSON.parse(await readFile(planFile, 'utf8')) as PlanDocument;
try {
  const { done } = await omni.templates.sync(template, { reviewed, allow });
  console.log(`${done.length} steps done`);
} catch (error) {
  if (!isOmniError(error, 'plan_guarded', 'plan_stale')) throw error;
  console.log(`${error.message}\n${error.hint}`);
  process.exitCode = 2;
}
