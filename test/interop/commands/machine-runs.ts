import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type MaintenanceOperation,
  newResource,
  parseMachineLogLine,
  printDmesgLine,
  types,
  withMetadata,
} from '@fleetwright/omni-core';
import { expect } from 'vitest';
import { type CommandRun, type CommandRuns, rows, type World, words } from './command-run.ts';
import { TALOS } from './start-world.ts';

const DISK = '/dev/vda';
const NEWER = '1.13.4';

export const MACHINE_RUNS: CommandRuns = {
  'machine shutdown': power('shutdown', false, (world, machine) => world.client.machines.powerOff(machine)),
  'machine power-on': power('power-on', true, (world, machine) => world.client.machines.powerOn(machine)),
  'machine install': maintenance(
    'install',
    ['--disk', DISK],
    { kind: 'install', disk: DISK },
    ({ sandbox }, machine) => {
      const status = sandbox.state.find(types.MachineStatus, machine);
      if (status === undefined) throw new Error(`there is no machine ${machine}`);
      const { 'omni.sidero.dev/installed': _, ...labels } = status.metadata.labels;
      sandbox.state.put(withMetadata(status, { labels }));
    },
  ),
  'machine upgrade': maintenance('upgrade', ['--version', NEWER], { kind: 'upgrade', version: NEWER }),
  'machine-logs': {
    prepare: ({ worker }) => words(`machine-logs ${worker} --log-format dmesg`),
    async same({ client, worker }, { stdout }) {
      const lines = await Array.fromAsync(client.machines.logs(worker));

      const printed = lines.map((line) => {
        const record = parseMachineLogLine(line);
        return `${record === undefined ? line : printDmesgLine(record)}\n`;
      });
      expect(printed.join('')).toBe(stdout);
    },
  },
  'configure machine': {
    prepare: ({ worker }) => words(`configure machine ${worker} --siderolink-connection http-tunnel`),
    async same({ client, worker, controlPlane }) {
      await client.machines.setConnection(controlPlane, 'http-tunnel');

      const configs = await client.resources.list(types.GRPCTunnelConfig);
      expect(configs.map(({ metadata, spec }) => [metadata.id, spec.enabled]).toSorted()).toEqual(
        [controlPlane, worker].toSorted().map((id) => [id, true]),
      );
    },
  },
  'media preset create': {
    prepare: () =>
      words(
        `media preset create theirs --talos-version ${TALOS} --arch arm64 --extensions iscsi,gvisor ` +
          '--extra-kernel-args a=b --initial-labels rack=1 --platform aws --bootloader uefi',
      ),
    async same({ client }) {
      await client.media.createPreset({
        name: 'ours',
        talosVersion: TALOS,
        architecture: 'arm64',
        extensions: ['iscsi', 'gvisor'],
        kernelArgs: ['a=b'],
        initialLabels: { rack: '1' },
        platform: 'aws',
        bootloader: 'uefi',
      });

      const [ours, theirs] = await client.resources.list(types.InstallationMediaConfig);
      expect(ours?.spec).toEqual(theirs?.spec);
    },
  },
  'media preset list': {
    async prepare({ client }) {
      await client.media.createPreset({
        name: 'listed',
        talosVersion: TALOS,
        board: 'rpi_generic',
        architecture: 'arm64',
      });
      return words('media preset list');
    },
    async same({ client }, { stdout }) {
      const presets = await client.media.listPresets();

      const ours = presets.map(({ name, architecture, talosVersion, platform, board }) => {
        const kind = board !== undefined ? 'sbc' : platform !== undefined ? 'cloud' : 'metal';
        return [name, architecture, talosVersion, kind, board ?? platform ?? '-'];
      });
      expect(rows(stdout)).toEqual(ours);
    },
  },
  'media preset delete': {
    async prepare({ client }) {
      for (const name of ['gone', 'gone-too']) await client.media.createPreset({ name });
      return words('media preset delete gone');
    },
    async same({ client }) {
      await client.media.deletePreset('gone-too');

      expect((await client.media.listPresets()).filter(({ name }) => name.startsWith('gone'))).toEqual([]);
    },
  },
  'media download': {
    async prepare({ client }) {
      await client.media.createPreset({ name: 'metal', talosVersion: TALOS, kernelArgs: ['a=b'], extensions: ['zfs'] });
      return words('media download metal --format pxe');
    },
    async same({ client }, { stdout }) {
      const { url } = await client.media.image('metal', { format: 'pxe' });

      // The factory takes a version with and without its letter.
      expect(url.replace(`/v${TALOS}/`, `/${TALOS}/`)).toBe(stdout.trim().split('\n').at(-1));
    },
  },
  'audit-log': {
    prepare: () => words('audit-log --event-type create --resource-type Clusters.omni.sidero.dev'),
    async same({ client }, { stdout }) {
      const query = { eventType: 'create', resourceType: 'Clusters.omni.sidero.dev' } as const;
      const entries = await Array.fromAsync(client.management.auditLog(query));

      expect(stdout).not.toBe('');
      expect(entries.map(({ line }) => `${line}\n`).join('')).toBe(stdout);
    },
  },
  support: {
    prepare: ({ cluster }) => words(`support -c ${cluster} -O theirs.zip`),
    async same({ client, cluster, omnictl }) {
      const ours = path.join(omnictl.directory, 'ours.zip');
      await client.management.saveSupportBundle(cluster, ours);

      expect(await filesIn(ours)).toEqual(await filesIn(path.join(omnictl.directory, 'theirs.zip')));
    },
  },
};

/** Switches two machines of a provider that can, one with omnictl and one with the library. */
function power(command: string, on: boolean, call: (world: World, machine: string) => Promise<void>): CommandRun {
  const machines: string[] = [];
  return {
    prepare(world) {
      machines.push(managedMachine(world), managedMachine(world));
      return ['machine', command, machines[0] ?? ''];
    },
    async same(world) {
      const [theirs = '', ours = ''] = machines;
      await call(world, ours);

      const connected = async (machine: string) => (await world.client.machines.find(machine)).connected;
      expect([await connected(theirs), await connected(ours)]).toEqual([on, on]);
    },
  };
}

function managedMachine({ sandbox, machine }: World): string {
  const [id, provider] = [machine(), 'metal'];
  const link = sandbox.state.find(types.Link, id);
  if (link === undefined) throw new Error(`there is no link of ${id}`);
  const labels = { ...link.metadata.labels, 'omni.sidero.dev/infra-provider-id': provider };
  sandbox.state.put(withMetadata(link, { labels }));
  sandbox.state.put(newResource(types.InfraMachineConfig, { id }));
  const isStatic = { 'omni.sidero.dev/is-static-infra-provider': '' };
  sandbox.state.put(newResource(types.InfraProviderStatus, { id: provider, labels: isStatic }));
  return id;
}

/** Two machines in maintenance mode, one for omnictl and one for the library, which tell the same. */
function maintenance(
  command: string,
  flags: readonly string[],
  operation: MaintenanceOperation,
  set: (world: World, machine: string) => void = () => undefined,
): CommandRun {
  const machines: string[] = [];
  return {
    prepare(world) {
      machines.push(world.machine(), world.machine());
      for (const machine of machines) set(world, machine);
      return ['machine', command, machines[0] ?? '', ...flags];
    },
    async same({ client }, { stderr }) {
      const [theirs = '', ours = ''] = machines;
      const messages = await Array.fromAsync(client.machines.maintain(ours, operation));

      expect(stderr.split('\n').filter((line) => messages.includes(line))).toEqual(messages);
      const state = async (machine: string) => {
        const { talosVersion, maintenance } = await client.machines.find(machine);
        return { talosVersion, maintenance };
      };
      expect(await state(ours)).toEqual(await state(theirs));
    },
  };
}

/** Names in the directory of a zip file. */
async function filesIn(file: string): Promise<readonly string[]> {
  const archive = await readFile(file);
  const names: string[] = [];
  for (let at = archive.indexOf('PK\u0001\u0002'); at !== -1; at = archive.indexOf('PK\u0001\u0002', at + 4)) {
    names.push(archive.subarray(at + 46, at + 46 + archive.readUInt16LE(at + 28)).toString());
  }
  return names.toSorted();
}
