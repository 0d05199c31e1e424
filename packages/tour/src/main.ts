import { setTimeout as sleep } from 'node:timers/promises';
import { isOmniError } from '@fleetwright/omni-core';
import { Command } from 'commander';
import {
  assistantReads,
  badTemplateIsRefused,
  driftIsFound,
  hookHoldsItsGround,
  lookAround,
  pushBringsCluster,
  type Scene,
} from './acts.ts';
import { narrateTo } from './narrator.ts';
import { omniUnderTour } from './omni-under-tour.ts';
import { startStage } from './stage.ts';
import { printWaysIn } from './ways-in.ts';

const program = new Command('npm start --')
  .description(
    'Runs the whole product on this machine: an Omni, a Git repository, the functions and the MCP server, and shows a ' +
      'push becoming a cluster, drift being found, and an assistant reading it.\n\n' +
      'With OMNI_ENDPOINT and OMNI_SERVICE_ACCOUNT_KEY set it uses that Omni instead of a sandbox, and changes nothing ' +
      'there unless --apply is given.',
  )
  .option('--once', 'exit after the tour instead of staying up')
  .option('--apply', 'let pushes change the Omni named by OMNI_ENDPOINT', false);

async function main(options: { readonly once?: boolean; readonly apply: boolean }): Promise<void> {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());
  const narrator = narrateTo(process.stdout);
  const reports: string[] = [];
  let onOutcome = (_summary: string): void => {};

  await using omni = await omniUnderTour(process.env);
  await using stage = await startStage(omni, {
    apply: omni.sandbox !== undefined || options.apply,
    onReport: ({ markdown }) => reports.push(markdown),
    onOutcome: ({ summary }) => onOutcome(summary),
  });
  const scene: Scene = { omni, stage, narrator, signal: interrupted.signal, takeReports: () => reports.splice(0) };

  const acts =
    omni.sandbox === undefined
      ? [lookAround]
      : [pushBringsCluster, hookHoldsItsGround, driftIsFound, badTemplateIsRefused, assistantReads];
  for (const act of acts) await act(scene);

  if (options.once) return;
  printWaysIn(scene);
  onOutcome = (summary) => {
    narrator.say(`a job ended: ${summary}`);
    for (const report of scene.takeReports()) narrator.quote(report);
  };
  await sleep(2 ** 31 - 1, undefined, { signal: interrupted.signal }).catch(() => undefined);
}

program.action(async (options) => {
  try {
    await main(options);
  } catch (error) {
    if (!isOmniError(error)) throw error;
    process.stderr.write(`error: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
    process.exitCode = 1;
  }
});
await program.parseAsync();
