import { ANNOTATIONS, LABELS, printClusterTree, type RotatedSecret, types } from '@fleetwright/omni-core';
import { expect } from 'vitest';
import { type CommandRun, type CommandRuns, said, type World, withoutColours, words } from './command-run.ts';
import { KUBERNETES, TALOS } from './start-world.ts';

const FAST = { intervalMs: 50, timeoutMs: 40_000 } as const;

export const CLUSTER_RUNS: CommandRuns = {
  'cluster status': {
    prepare: ({ cluster }) => words(`cluster status ${cluster} --wait 0s`),
    async same({ client, cluster }, { stdout }) {
      const report = await client.clusters.status(cluster);

      expect(withoutColours(stdout)).toBe(printClusterTree(report, { upgrades: false }));
    },
  },
  'cluster delete': {
    async prepare({ makeCluster }) {
      await makeCluster('first');
      await makeCluster('second');
      return words('cluster delete first');
    },
    async same({ client }) {
      await client.clusters.delete('second');

      const names = (await client.resources.list(types.Cluster)).map(({ metadata }) => metadata.id);
      expect(names).not.toContain('first');
      expect(names).not.toContain('second');
    },
  },
  'cluster lock': lock({
    command: 'cluster lock',
    isLocked: true,
    subject: ({ cluster }) => cluster,
    do: ({ client, cluster }) => client.clusters.lock(cluster),
    undo: ({ client, cluster }) => client.clusters.unlock(cluster),
    find: async ({ client, cluster }) =>
      ANNOTATIONS.clusterLocked in (await client.resources.get(types.Cluster, cluster)).metadata.annotations,
  }),
  'cluster unlock': lock({
    command: 'cluster unlock',
    isLocked: false,
    subject: ({ cluster }) => cluster,
    do: ({ client, cluster }) => client.clusters.unlock(cluster),
    undo: ({ client, cluster }) => client.clusters.lock(cluster),
    find: async ({ client, cluster }) =>
      ANNOTATIONS.clusterLocked in (await client.resources.get(types.Cluster, cluster)).metadata.annotations,
  }),
  'cluster machine lock': lock({
    command: 'cluster machine lock',
    isLocked: true,
    subject: ({ worker }) => worker,
    do: ({ client, worker }) => client.clusters.lockMachine(worker),
    undo: ({ client, worker }) => client.clusters.unlockMachine(worker),
    find: isMachineLocked,
  }),
  'cluster machine unlock': lock({
    command: 'cluster machine unlock',
    isLocked: false,
    subject: ({ worker }) => worker,
    do: ({ client, worker }) => client.clusters.unlockMachine(worker),
    undo: ({ client, worker }) => client.clusters.lockMachine(worker),
    find: isMachineLocked,
  }),
  'cluster machine delete': {
    async prepare(world) {
      const machines = [world.machine(), world.machine()];
      for (const machine of machines) await world.client.machines.add(machine, `${world.cluster}-workers`);
      await world.client.clusters.waitUntilReady(world.cluster, FAST);
      return words(`cluster machine delete -y ${machines[0]}`);
    },
    async same({ client, cluster, controlPlane, worker }) {
      const [other] = (await client.machines.list({ cluster })).filter(
        ({ id }) => ![controlPlane, worker].includes(id),
      );
      await client.machines.remove(other?.id ?? '', FAST);

      const left = (await client.clusters.status(cluster)).machines.map(({ id }) => id);
      expect(left.toSorted()).toEqual([controlPlane, worker].toSorted());
    },
  },
  'cluster kubernetes upgrade-pre-checks': {
    prepare: ({ cluster }) => words(`cluster kubernetes upgrade-pre-checks ${cluster} --to 1.39.0`),
    exitCode: 1,
    async same({ client, cluster }, { stderr }) {
      const refused = client.management.kubernetesUpgradePreChecks(cluster, '1.39.0');

      await expect(refused).rejects.toMatchObject({ code: 'invalid_argument' });
      expect(stderr).toMatch(/unsupported upgrade path/);
      expect(await client.management.kubernetesUpgradePreChecks(cluster, '1.35.1')).toMatchObject({ ok: true });
    },
  },
  'cluster kubernetes manifest-sync': {
    prepare: ({ cluster }) => words(`cluster kubernetes manifest-sync ${cluster}`),
    async same({ client, cluster }, { stdout }) {
      const events = await Array.fromAsync(client.management.syncKubernetesManifests(cluster));

      const processed = Array.from(stdout.matchAll(/> processing manifest (.*)/g), ([, name]) => name);
      expect(processed.length).toBeGreaterThan(0);
      expect(events.flatMap((event) => (event.kind === 'manifest' ? [event.path] : []))).toEqual(processed);
    },
  },
  'cluster secret rotate talos-ca': rotation('talos-ca'),
  'cluster secret rotate kubernetes-ca': rotation('kubernetes-ca'),
  'cluster secret rotate status': {
    prepare: ({ cluster }) => words(`cluster secret rotate status --name ${cluster}`),
    async same({ client, cluster }, finished) {
      expect(said(finished)).toContain('no ongoing secret rotation');
      expect(await client.clusters.secretRotation(cluster)).toMatchObject({ phase: 'OK', component: 'NONE' });
    },
  },
  'cluster import abort': {
    async prepare({ client, machine }) {
      for (const name of ['theirs', 'ours']) {
        await client.clusters.import({
          name,
          kubernetesVersion: KUBERNETES,
          talosVersion: TALOS,
          secretsBundle: 'cluster: {id: x}',
          controlPlanes: [machine()],
        });
        await client.clusters.waitUntilReady(name, FAST);
      }
      return words('cluster import abort theirs');
    },
    async same({ client, sandbox }) {
      const [node] = await client.resources.list(types.MachineSetNode, { selector: `${LABELS.cluster} = ours` });
      await client.clusters.abortImport('ours');

      const names = (await client.resources.list(types.Cluster)).map(({ metadata }) => metadata.id);
      expect(names).not.toContain('theirs');
      expect(names).not.toContain('ours');
      await expect.poll(() => sandbox.state.find(types.MachineStatus, node?.metadata.id ?? '')).toBeUndefined();
    },
  },
};

interface LockCommand {
  readonly command: string;
  readonly isLocked: boolean;
  readonly subject: (world: World) => string;
  readonly do: (world: World) => Promise<void>;
  readonly undo: (world: World) => Promise<void>;
  readonly find: (world: World) => Promise<boolean>;
}

/** A command that sets a mark or takes it away. It ends as it began: unlocked. */
function lock({ command, isLocked, subject, do: act, undo, find }: LockCommand): CommandRun {
  return {
    async prepare(world) {
      await undo(world);
      return [...words(command), subject(world)];
    },
    async same(world, { stderr }) {
      expect(stderr).toContain(`lock status: ${isLocked}`);
      expect(await find(world)).toBe(isLocked);

      await undo(world);
      await act(world);

      expect(await find(world)).toBe(isLocked);
      if (isLocked) await undo(world);
    },
  };
}

async function isMachineLocked({ client, worker }: World): Promise<boolean> {
  return ANNOTATIONS.locked in (await client.resources.get(types.MachineSetNode, worker)).metadata.annotations;
}

function rotation(secret: RotatedSecret): CommandRun {
  const type = secret === 'talos-ca' ? types.RotateTalosCA : types.RotateKubernetesCA;
  return {
    prepare: ({ cluster }) => words(`cluster secret rotate ${secret} --name ${cluster}`),
    async same({ client, cluster }) {
      const before = await client.resources.get<object>(type, cluster);
      await client.clusters.rotateSecret(cluster, secret, FAST);

      const after = await client.resources.get<object>(type, cluster);
      expect(Object.keys(after.metadata.annotations)).toEqual(Object.keys(before.metadata.annotations));
      expect(Number(after.metadata.version)).toBeGreaterThan(Number(before.metadata.version));
    },
  };
}
