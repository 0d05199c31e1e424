import { diffPlan, directoryFiles, type FleetTemplate, type OmniClient } from '@fleetwright/omni-core';
import pMap from 'p-map';
import { connect } from '../interop/harness/connect.ts';
import { startCosiServer } from '../interop/harness/cosi-server.ts';
import { buildGoPrograms } from '../interop/harness/go-programs.ts';
import { prepareOmnictl } from '../interop/harness/omnictl.ts';
import { startDelayProxyProcess } from './delay-proxy.ts';
import { fleetTemplate, machineIds } from './fleet-template.ts';
import { measureInRotation, type Sample, timed } from './rotation.ts';
import type { Suite } from './suite.ts';

const CLUSTERS = 100;
const MACHINES_EACH = 10;
/** omnictl is run for this many clusters; its time counts for as many as there are. */
const SAMPLED = 4;
const DELAY_MS = 20;

interface Cluster {
  readonly name: string;
  readonly machines: readonly string[];
}

/** A plan of many clusters at once, and omnictl run for each of them, over a network 40 ms long. */
export const fleetSuite: Suite = {
  name: 'fleet',
  comparisons: [
    {
      name: `omnictl diff ${CLUSTERS} times (${SAMPLED} run, times ${CLUSTERS / SAMPLED}) / fleet.plan, ${MACHINES_EACH} machines each, ${2 * DELAY_MS} ms round trip`,
      subject: 'omnictl',
      base: 'ours',
      goal: { atLeast: 50, bar: true },
    },
  ],
  async measure(rounds) {
    await buildGoPrograms();
    const clusters = Array.from({ length: CLUSTERS }, (_, number) => ({
      name: `cluster-${number}`,
      machines: machineIds(MACHINES_EACH),
    }));
    const sampled = clusters.filter((_, number) => number % Math.floor(CLUSTERS / SAMPLED) === 0);
    await using server = await startCosiServer({ omni: true });
    await using near = await connect(server);
    await pMap(clusters, async (cluster) => near.templates.sync(await load(near, cluster, 'v1.35.2')), {
      concurrency: 4,
    });

    await using proxy = await startDelayProxyProcess(server.endpoint, DELAY_MS);
    const far = { endpoint: proxy.endpoint, serviceAccountKey: server.serviceAccountKey };
    await using omnictl = await prepareOmnictl(far);
    for (const cluster of sampled) await omnictl.write(`${cluster.name}.yaml`, textOf(cluster, 'v1.35.3'));
    const answers = { ours: '', omnictl: '' };

    const measured = await measureInRotation(
      [
        {
          name: 'omnictl',
          run: async () => {
            const sample = await timed(async () => {
              answers.omnictl = '';
              for (const { name } of sampled) {
                answers.omnictl += await omnictl.ok(['cluster', 'template', 'diff', '-f', `${name}.yaml`]);
              }
            });
            return scaled(sample, CLUSTERS / sampled.length);
          },
        },
        {
          name: 'ours',
          // Connecting, loading and validating are part of the job, as they are for omnictl.
          run: () =>
            timed(async () => {
              await using client = await connect(far);
              const { clusters: plans } = await client.fleet.plan(await loadAll(client, clusters));
              const names = new Set(sampled.map(({ name }) => name));
              const diffs = plans.map(({ name, plan }) => ({ name, diff: plan === undefined ? '' : diffPlan(plan) }));
              answers.ours = diffs.flatMap(({ name, diff }) => (names.has(name) ? [diff] : [])).join('');
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

function textOf({ name, machines }: Cluster, version: string): string {
  return fleetTemplate(machines, version).replace('name: fleet', `name: ${name}`);
}

function load(client: OmniClient, cluster: Cluster, version: string) {
  return client.templates.load(textOf(cluster, version), { files: directoryFiles({ root: '.' }) });
}

async function loadAll(client: OmniClient, clusters: readonly Cluster[]): Promise<FleetTemplate[]> {
  const loaded: FleetTemplate[] = [];
  for (const cluster of clusters) {
    loaded.push({ name: cluster.name, template: await load(client, cluster, 'v1.35.3') });
  }
  return loaded;
}

function scaled({ wallMs }: Sample, factor: number): Sample {
  return { wallMs: wallMs * factor };
}
