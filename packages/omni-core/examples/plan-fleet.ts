// Plans many templates at once and prints one report. Exits with 2 when something would change.
// Run: node plan-fleet.ts <template.yaml>...
import { type FleetTemplate, loadTemplateFile, OmniClient, printFleetPlan } from '@fleetwright/omni-core';

await using omni = await OmniClient.fromEnvironment({ ...process.env }, { readOnly: true });

const target = await omni.templates.target();
const templates: FleetTemplate[] = await Promise.all(
  process.argv.slice(2).map(async (name) => ({ name, template: await loadTemplateFile(name, { target }) })),
);

const plan = await omni.fleet.plan(templates);

console.log(printFleetPlan(plan));
if (plan.summary.changed + plan.summary.failed > 0) process.exitCode = 2;
