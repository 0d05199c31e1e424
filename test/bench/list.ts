import { type OmniClient, types } from '@fleetwright/omni-core';
import { connect } from '../interop/harness/connect.ts';
import { startCosiServer } from '../interop/harness/cosi-server.ts';
import { buildGoPrograms } from '../interop/harness/go-programs.ts';
import type { LineProcess } from '../interop/harness/line-process.ts';
import { startDelayProxyProcess } from './delay-proxy.ts';
import { startGoClient } from './go-client.ts';
import { leastOf, measureInRotation, type Sample, timed } from './rotation.ts';
import type { Comparison, Suite } from './suite.ts';

const MACHINES = 10_000;
const DELAY_MS = 20;
/** Lists made for one figure. */
const LISTS = 3;

/** Listing a large fleet with our client and with a Go client, from the same Go server. */
export const listSuite: Suite = {
  name: 'list',
  comparisons: [
    listing('', 'go', { goal: { atMost: 2.6, bar: true } }),
    listing(', CPU time of the client', 'go', { clock: 'cpuMs', goal: { atMost: 3.2 } }),
    listing(' that decodes the specs', 'go+specs', { goal: { atMost: 3 } }),
    listing(' with gzip, as omnictl', 'go+gzip', { goal: { atMost: 0.18, bar: true } }),
    listing(`, ${2 * DELAY_MS} ms round trip`, 'go, far', { subject: 'ours, far', goal: { atMost: 2, bar: true } }),
  ],
  async measure(rounds) {
    await buildGoPrograms();
    await using server = await startCosiServer({ machines: MACHINES, freeze: true });
    await using plain = await startGoClient('list-client', server);
    await using compressed = await startGoClient('list-client', server, ['--gzip']);
    await using decoding = await startGoClient('list-client', server, ['--specs']);
    await using client = await connect(server);

    await using proxy = await startDelayProxyProcess(server.endpoint, DELAY_MS);
    const far = { endpoint: proxy.endpoint, serviceAccountKey: server.serviceAccountKey };
    await using farGo = await startGoClient('list-client', far);
    await using farClient = await connect(far);

    const listWith = async ({ resources }: OmniClient) => expectAll((await resources.list(types.MachineStatus)).length);
    const listOurs = () => listWith(client);
    return await measureInRotation(
      [
        { name: 'ours', run: () => leastOf(LISTS, () => timed(listOurs)) },
        { name: 'go', run: () => leastOf(LISTS, () => listGo(plain)) },
        { name: 'go+gzip', run: () => leastOf(LISTS, () => listGo(compressed)) },
        { name: 'ours, far', run: () => leastOf(LISTS, () => timed(() => listWith(farClient))) },
        { name: 'go, far', run: () => leastOf(LISTS, () => listGo(farGo)) },
        { name: 'go+specs', run: () => leastOf(LISTS, () => listGo(decoding)) },
      ],
      rounds,
    );
  },
};

function listing(name: string, base: string, rest: Partial<Comparison>): Comparison {
  return { name: `list of 10,000 / Go client${name}`, subject: 'ours', base, ...rest };
}

async function listGo(client: LineProcess): Promise<Sample> {
  client.send('list');
  const { count, ...sample } = JSON.parse(await client.nextLine()) as Sample & { readonly count: number };
  expectAll(count);
  return sample;
}

function expectAll(count: number): void {
  if (count !== MACHINES) throw new Error(`listed ${count} of ${MACHINES} machines`);
}
