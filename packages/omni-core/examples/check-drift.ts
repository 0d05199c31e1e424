// Tells whether Omni still holds what templates say, and writes a page that shows where it does not. Exits with 2 when
// something drifted: made for a scheduled job. The report is kept, so that the next one knows since when.
// Run: node check-drift.ts <drift.json> <template.yaml>...
import { readFile, writeFile } from 'node:fs/promises';
import {
  type DriftReport,
  driftSummary,
  isDriftFree,
  loadTemplateFile,
  OmniClient,
  printDrift,
} from '@fleetwright/omni-core';

const [file = 'drift.json', ...templates] = process.argv.slice(2);

await using omni = await OmniClient.fromEnvironment({ ...process.env }, { readOnly: true });

const target = await omni.templates.target();
const sources = await Promise.all(
  templates.map(async (name) => ({ name, head: await loadTemplateFile(name, { target }) })),
);
const last = await readFile(file, 'utf8').catch(() => undefined);
const previous: DriftReport | undefined = last && JSON.parse(last);

const report = await omni.fleet.drift(sources, { previous });

await writeFile(file, await printDrift(report, 'json'));
await writeFile(`${file}.html`, await printDrift(report, 'html'));
console.log(driftSummary(report));
if (!isDriftFree(report)) process.exitCode = 2;
