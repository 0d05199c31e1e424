// Tells whether Omni still holds what a template says. Exits with 2 when it does not: made for a scheduled job.
// Run: node check-drift.ts <template.yaml>
import { diffPlan, isPlanEmpty, loadTemplateFile, OmniClient } from '@fleetwright/omni-core';

const [path = 'cluster.yaml'] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment({ ...process.env }, { readOnly: true });

const template = await loadTemplateFile(path, { target: await omni.templates.target() });
const plan = await omni.templates.plan(template);
if (isPlanEmpty(plan)) {
  console.log('no drift');
} else {
  console.log(diffPlan(plan)); // patches are shown in full, secrets included
  process.exitCode = 2;
}
