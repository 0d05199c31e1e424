import path from 'node:path';
import { GUARD_IDS, newResource, type OmniClient, type Resource, types } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { anyTemplatePair, EMPTY_CLASS, MACHINES_PER_CLUSTER, type TemplatePair } from './harness/any-template.ts';
import { connect } from './harness/connect.ts';
import { omniDictionary } from './harness/omni-dictionary.ts';
import { type Omnictl, prepareOmnictl } from './harness/omnictl.ts';

const BATCHES = 10;
const CLUSTERS_PER_BATCH = 25;
const SEED = 20_260_821;

const NO_FILES = {
  read: (file: string) => {
    throw new Error(`a generated template refers to ${file}`);
  },
};

/** Everything a template can write. */
const WRITTEN = [
  types.Cluster,
  types.MachineSet,
  types.MachineSetNode,
  types.ConfigPatch,
  types.ExtensionsConfiguration,
  types.KernelArg,
  types.KubernetesHealthCheck,
  types.KubernetesManifestGroup,
] as const;

/** Controllers take most of the time, so that one batch has to do with them; they are the same on both sides. */
const batches = [
  { batch: 0, controllers: true },
  ...Array.from({ length: BATCHES - 1 }, (_, index) => ({ batch: index + 1, controllers: false })),
];

describe('500 generated templates', () => {
  it.each(batches)(
    'end in the same state by omnictl and by the engine (batch $batch, controllers $controllers)',
    async ({ batch, controllers }) => {
      const pairs = Array.from({ length: CLUSTERS_PER_BATCH }, (_, number) => pairOf(batch, number));
      const zstdDictionary = await omniDictionary();
      await using theirs = await sandbox(zstdDictionary, controllers);
      await using ours = await sandbox(zstdDictionary, controllers);
      await using omnictl = await prepareOmnictl(theirs);
      await using theirClient = await connect(theirs);
      await using ourClient = await connect(ours);

      for (const version of ['before', 'after'] as const) {
        await Promise.all([syncByOmnictl(omnictl, pairs, version), syncByEngine(ourClient, pairs, version)]);

        // Controllers finish what a sync began, such as removing the machines of a removed set.
        await vi.waitFor(
          async () => {
            expect(await contentOf(ourClient)).toEqual(await contentOf(theirClient));
          },
          { timeout: 30_000, interval: 250 },
        );
      }
    },
    180_000,
  );
});

function pairOf(batch: number, number: number): TemplatePair {
  const [pair] = fc.sample(anyTemplatePair(number), { seed: SEED + batch * CLUSTERS_PER_BATCH + number, numRuns: 1 });
  if (pair === undefined) throw new TypeError('nothing was generated');
  return pair;
}

async function sandbox(zstdDictionary: Uint8Array, enabled: boolean): Promise<Sandbox> {
  const machines = CLUSTERS_PER_BATCH * MACHINES_PER_CLUSTER;
  const started = await startSandbox({ seed: { machines }, controllers: { enabled, tickMs: 200 }, zstdDictionary });
  await using client = await connect(started);
  const spec = { matchLabels: ['no/machine = has this'] };
  await client.resources.create(newResource(types.MachineClass, { id: EMPTY_CLASS, spec }));
  return started;
}

/** One process for all templates: `-f` takes a directory. */
async function syncByOmnictl(omnictl: Omnictl, pairs: readonly TemplatePair[], version: 'before' | 'after') {
  await Promise.all(pairs.map((pair) => omnictl.write(path.join(version, `${pair.cluster}.yaml`), pair[version])));
  await omnictl.ok(['cluster', 'template', 'sync', '-f', `${version}/`]);
}

async function syncByEngine(client: OmniClient, pairs: readonly TemplatePair[], version: 'before' | 'after') {
  for (const pair of pairs) {
    const template = await client.templates.load(pair[version], { files: NO_FILES });
    // What omnictl does: it takes away what others set, and stops for nothing.
    await client.templates.sync(template, { strict: true, allow: GUARD_IDS });
  }
}

/** What templates wrote, as the server prints it, without versions, times and what controllers hold. */
async function contentOf(client: OmniClient): Promise<readonly unknown[]> {
  const lists = await Promise.all(WRITTEN.map((type) => client.resources.list<unknown>(type)));
  return lists.flat().map(contentOfResource);
}

function contentOfResource({ metadata, specYaml }: Resource) {
  const { type, id, phase, owner, labels, annotations } = metadata;
  return { type, id, phase, owner, labels, annotations, specYaml };
}
