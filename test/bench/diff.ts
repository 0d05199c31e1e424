import { directoryFiles, type OmniClient } from '@fleetwright/omni-core';
import { connect } from '../interop/harness/connect.ts';
import { startCosiServer } from '../interop/harness/cosi-server.ts';
import { buildGoPrograms } from '../interop/harness/go-programs.ts';
import { prepareOmnictl } from '../interop/harness/omnictl.ts';
import { startDelayProxy } from './delay-proxy.ts';
import { fleetTemplate, machineIds } from './fleet-template.ts';
import { measureInRotation, timed } from './rotation.ts';
import type { Suite } from './suite.ts';

const MACHINES = 100;
const DELAY_MS = 20;

/** The same diff by omnictl and by our engine, over a network 40 ms long. */
export const diffSuite: Suite = {
  name: 'diff',
  comparisons: [
    {
      name: `omnictl / templates.diff, ${MACHINES} machines, ${2 * DELAY_MS} ms round trip`,
      subject: 'omnictl',
      base: 'ours',
      goal: { atLeast: 15, bar: true },
    },
  ],
  async measure(rounds) {
    await buildGoPrograms();
    const ids = machineIds(MACHINES);
    await using server = await startCosiServer({ omni: true });
    await using near = await connect(server);
    await near.templates.sync(await load(near, fleetTemplate(ids, 'v1.35.2')));

    await using proxy = await startDelayProxy(server.endpoint, DELAY_MS);
    const far = { endpoint: proxy.endpoint, serviceAccountKey: server.serviceAccountKey };
    await using omnictl = await prepareOmnictl(far);
    const changed = fleetTemplate(ids, 'v1.35.3');
    await omnictl.write('template.yaml', changed);
    const answers = { ours: '', omnictl: '' };

    const measured = await measureInRotation(
      [
        {
          name: 'omnictl',
          run: () =>
            timed(async () => {
              answers.omnictl = await omnictl.ok(['cluster', 'template', 'diff', '-f', 'template.yaml']);
            }),
        },
        {
          name: 'ours',
          // Connecting, loading and validating are part of the job, as they are for omnictl.
          run: () =>
            timed(async () => {
              await using client = await connect(far);
              answers.ours = await diff(client, changed);
            }),
        },
      ],
      rounds,
    );
    if (answers.ours !== answers.omnictl) {
      throw new Error(`the diffs differ:\n--- omnictl\n${answers.omnictl}\n--- ours\n${answers.ours}`);
    }
    return measured;
  },
};

/** For the Omni that is connected: asking it which one it is counts. */
function load(client: OmniClient, text: string) {
  return client.templates.load(text, { files: directoryFiles({ root: '.' }) });
}

async function diff(client: OmniClient, text: string): Promise<string> {
  return client.templates.diff(await load(client, text));
}
