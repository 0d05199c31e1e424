import { type OmniClient, types } from '@fleetwright/omni-core';
import { connect } from '../interop/harness/connect.ts';
import { type CosiServer, startCosiServer } from '../interop/harness/cosi-server.ts';
import { buildGoPrograms, programPath } from '../interop/harness/go-programs.ts';
import { type LineProcess, startLineProcess } from '../interop/harness/line-process.ts';
import { startDelayProxyProcess } from './delay-proxy.ts';
import { type Goal, ratioOf } from './ratio.ts';
import { type Clock, leastOf, measureInRotation, type Sample, timed } from './rotation.ts';
import type { Suite } from './suite.ts';

const MACHINES = 10_000;
const DELAY_MS = 20;
/** Lists made for one figure. */
const LISTS = 3;

/** Listing a large fleet with our client and with a Go client, from the same Go server. */
export const listSuite: Suite = {
  name: 'list',
  async measure(rounds) {
    await buildGoPrograms();
    await using server = await startCosiServer({ machines: MACHINES, freeze: true });
    await using plain = await startGoClient(server, []);
    await using compressed = await startGoClient(server, ['--gzip']);
    await using decoding = await startGoClient(server, ['--specs']);
    await using client = await connect(server);

    await using proxy = await startDelayProxyProcess(server.endpoint, DELAY_MS);
    const far = { endpoint: proxy.endpoint, serviceAccountKey: server.serviceAccountKey };
    await using farGo = await startGoClient(far, []);
    await using farClient = await connect(far);

    const listWith = async ({ resources }: OmniClient) => expectAll((await resources.list(types.MachineStatus)).length);
    const listOurs = () => listWith(client);
    const measured = await measureInRotation(
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
    const row = (name: string, base: string, goal: Goal, clock: Clock = 'wallMs', subject = 'ours') => ({
      suite: 'list',
      name: `list of 10,000 / Go client${name}`,
      ratio: ratioOf(measured, subject, base, clock),
      goal,
    });
    return {
      rounds: measured,
      rows: [
        row('', 'go', { atMost: 2.6, bar: true }),
        row(', CPU time of the client', 'go', { atMost: 3.2 }, 'cpuMs'),
        row(' that decodes the specs', 'go+specs', { atMost: 3 }),
        row(' with gzip, as omnictl', 'go+gzip', { atMost: 0.18, bar: true }),
        row(`, ${2 * DELAY_MS} ms round trip`, 'go, far', { atMost: 2, bar: true }, 'wallMs', 'ours, far'),
      ],
    };
  },
};

async function startGoClient(
  server: Pick<CosiServer, 'endpoint' | 'serviceAccountKey'>,
  flags: readonly string[],
): Promise<LineProcess> {
  const client = startLineProcess(programPath('list-client'), flags, {
    env: {
      ...process.env,
      OMNI_ENDPOINT: server.endpoint,
      OMNI_SERVICE_ACCOUNT_KEY: server.serviceAccountKey,
    },
  });
  await client.nextLine();
  return client;
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
