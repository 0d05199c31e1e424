import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  buildMachineClass,
  loadTemplate,
  printClusterTree,
  printRenderedTemplate,
  printResources,
  renderTemplate,
  types,
  validateTemplate,
} from '@fleetwright/omni-core';
import { memoryFiles } from '@fleetwright/omni-core/testing';
import { expect } from 'vitest';
import { type CommandRuns, type World, withoutColours, words } from './command-run.ts';
import { KUBERNETES, TALOS } from './start-world.ts';

const CLASS = (id: string) => `metadata:
    namespace: default
    type: MachineClasses.omni.sidero.dev
    id: ${id}
    phase: running
spec:
    matchlabels: ["rack = 1"]
`;

export const RESOURCE_RUNS: CommandRuns = {
  get: {
    prepare: () => words('get clusters -o json'),
    async same({ client }, { stdout }) {
      const clusters = await client.resources.list(types.Cluster);

      expect(stdout).toBe(printResources(types.Cluster, clusters, 'json', { target: '1.9' }));
    },
  },
  delete: {
    async prepare({ client }) {
      for (const name of ['one', 'two']) await client.resources.create(buildMachineClass({ name, selectors: ['a'] }));
      return words('delete machineclass one');
    },
    async same({ client }) {
      const [deleted] = await client.resources.delete(types.MachineClass, 'two');

      expect(deleted?.outcome).toBe('destroyed');
      expect(await client.resources.list(types.MachineClass)).toEqual([]);
    },
  },
  apply: {
    async prepare({ omnictl }) {
      await omnictl.write('class.yaml', CLASS('theirs'));
      return words('apply -f class.yaml');
    },
    async same({ client }) {
      await client.resources.apply(CLASS('ours'));

      const [ours, theirs] = await client.resources.list(types.MachineClass);
      expect([ours?.metadata.id, theirs?.metadata.id]).toEqual(['ours', 'theirs']);
      expect(ours?.spec).toEqual(theirs?.spec);
    },
  },
  'cluster template validate': {
    async prepare({ omnictl }) {
      await omnictl.write('bad.yaml', template('bad name', 'no-machine'));
      return words('cluster template validate -f bad.yaml');
    },
    exitCode: 1,
    async same(_world, { stderr }) {
      const bad = await load(template('bad name', 'no-machine'));

      expect(() => validateTemplate(bad)).toThrow(stderr.replace('Error: ', '').trimEnd());
    },
  },
  'cluster template render': {
    async prepare({ omnictl }) {
      await omnictl.write('render.yaml', template('rendered', ID));
      return words('cluster template render -f render.yaml');
    },
    async same(_world, { stdout }) {
      const rendered = printRenderedTemplate(renderTemplate(await load(template('rendered', ID))), { target: '1.9' });

      expect(withoutTimes(rendered)).toBe(withoutTimes(stdout));
    },
  },
  'cluster template diff': {
    async prepare(world) {
      await world.omnictl.write('changed.yaml', await changed(world));
      return words('cluster template diff -f changed.yaml');
    },
    async same(world, { stdout }) {
      const ours = await world.client.templates.diff(await load(await changed(world)), { strict: true });

      expect(lines(ours)).toEqual(lines(stdout));
      expect(ours).toContain('+    rack: r1');
    },
  },
  'cluster template sync': {
    async prepare({ omnictl, machine }) {
      await omnictl.write('synced.yaml', template('synced', machine()));
      return words('cluster template sync -f synced.yaml');
    },
    async same({ client, omnictl }, { stdout }) {
      const synced = await load(await readFile(path.join(omnictl.directory, 'synced.yaml'), 'utf8'));

      const { done } = await client.templates.sync(synced, { strict: true });

      expect(stdout).toContain('creating Clusters.omni.sidero.dev(synced)');
      expect(done).toEqual([]);
    },
  },
  'cluster template delete': {
    async prepare({ omnictl, makeCluster }) {
      const machines = [await makeCluster('goes'), await makeCluster('follows')];
      await omnictl.write('goes.yaml', template('goes', machines[0] ?? ''));
      return words('cluster template delete -f goes.yaml');
    },
    async same({ client }) {
      await client.templates.delete(await load(template('follows', ID)));

      const names = (await client.resources.list(types.Cluster)).map(({ metadata }) => metadata.id);
      expect(names).not.toContain('goes');
      expect(names).not.toContain('follows');
    },
  },
  'cluster template status': {
    async prepare(world) {
      await world.omnictl.write('status.yaml', await world.client.templates.export(world.cluster));
      return words('cluster template status --wait 0s -f status.yaml');
    },
    async same({ client, cluster }, { stdout }) {
      const report = await client.clusters.status(cluster);

      expect(withoutColours(stdout)).toBe(printClusterTree(report, { upgrades: false }));
    },
  },
  'cluster template export': {
    prepare: ({ cluster }) => words(`cluster template export -c ${cluster}`),
    async same({ client, cluster }, { stdout }) {
      expect(await client.templates.export(cluster)).toBe(stdout);
    },
  },
};

const ID = '00000000-0000-4000-8000-000000000999';

function template(name: string, machine: string): string {
  return `kind: Cluster
name: ${name}
kubernetes:
  version: v${KUBERNETES}
talos:
  version: v${TALOS}
---
kind: ControlPlane
machines:
  - ${machine}
`;
}

/** The template of the cluster with one label more. */
async function changed({ client, cluster }: World): Promise<string> {
  return (await client.templates.export(cluster)).replace(/^name: .*$/m, '$&\nlabels:\n  rack: r1');
}

function load(text: string) {
  return loadTemplate(text, { files: memoryFiles({}), target: '1.9' });
}

/** How lines of a changed run are ordered is up to the algorithm. */
function lines(diff: string): readonly string[] {
  return diff
    .split('\n')
    .filter((line) => /^[-+]/.test(line))
    .toSorted();
}

function withoutTimes(text: string): string {
  return text.replaceAll(/(created|updated): .*/g, '$1: now');
}
