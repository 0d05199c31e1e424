import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  mergeKubeconfig,
  mergeOmniconfig,
  newResource,
  type OmniClient,
  parseMachineLogLine,
  parseOmniconfig,
  printDmesgLine,
  types,
} from '@fleetwright/omni-core';
import { machineId, type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { connect } from './harness/connect.ts';
import { type Omnictl, prepareOmnictl } from './harness/omnictl.ts';

const CLUSTER = 'demo';
const MEMBER = machineId(1);
const FREE = machineId(2);
const UNINSTALLED = machineId(3);

let sandbox: Sandbox;
let omnictl: Omnictl;
let client: OmniClient;

beforeAll(async () => {
  const machines = [
    { id: MEMBER },
    { id: FREE, talosVersion: '1.13.0' },
    { id: UNINSTALLED, talosVersion: '1.13.0', installed: false },
    { id: machineId(4) },
  ];
  sandbox = await startSandbox({ seed: { machines }, controllers: { tickMs: 20 } });
  omnictl = await prepareOmnictl(sandbox);
  client = await connect(sandbox);
  await createCluster();
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await omnictl[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

async function createCluster(): Promise<void> {
  const labels = { 'omni.sidero.dev/cluster': CLUSTER, 'omni.sidero.dev/role-controlplane': '' };
  const set = `${CLUSTER}-control-planes`;
  const spec = { talosVersion: '1.11.3', kubernetesVersion: '1.33.2' };
  await client.resources.create(newResource(types.Cluster, { id: CLUSTER, spec }));
  await client.resources.create(newResource(types.MachineSet, { id: set, labels, spec: { updateStrategy: 1 } }));
  const node = { id: MEMBER, labels: { ...labels, 'omni.sidero.dev/machine-set': set } };
  await client.resources.create(newResource(types.MachineSetNode, node));
  await client.clusters.waitUntilReady(CLUSTER, { timeoutMs: 30_000 });
}

const lines = (items: readonly string[]) => items.map((item) => `${item}\n`).join('');

describe('omnictl prints what the library answers', () => {
  const management = () => client.management;
  const same: readonly { readonly args: string; readonly library: () => Promise<string> }[] = [
    {
      args: `machine-logs ${MEMBER}`,
      library: async () => lines(await Array.fromAsync(management().machineLogs(MEMBER))),
    },
    {
      args: `machine-logs ${MEMBER} --tail 3`,
      library: async () => lines(await Array.fromAsync(management().machineLogs(MEMBER, { tailLines: 3 }))),
    },
    {
      args: `machine-logs ${MEMBER} --log-format dmesg`,
      library: async () =>
        lines(
          (await Array.fromAsync(management().machineLogs(MEMBER))).map((line) => {
            const record = parseMachineLogLine(line);
            return record === undefined ? line : printDmesgLine(record);
          }),
        ),
    },
    {
      args: 'audit-log --event-type create --resource-type Clusters.omni.sidero.dev',
      library: async () => {
        const options = { eventType: 'create', resourceType: 'Clusters.omni.sidero.dev' } as const;
        return lines((await Array.fromAsync(management().auditLog(options))).map(({ line }) => line));
      },
    },
    {
      args: `audit-log --search ${CLUSTER} --order-by-field resource_id --order-by-dir desc`,
      library: async () => {
        const options = { search: CLUSTER, orderBy: 'resource-id', direction: 'desc' } as const;
        return lines((await Array.fromAsync(management().auditLog(options))).map(({ line }) => line));
      },
    },
    {
      args: 'jointoken machine-config',
      library: async () => `${(await client.joinTokens.machineConfig()).config}\n`,
    },
    {
      args: 'jointoken kernel-args --use-grpc-tunnel',
      library: async () => `${(await client.joinTokens.machineConfig({ grpcTunnel: true })).kernelArgs.join(' ')}\n`,
    },
    { args: 'jointoken omni-endpoint', library: async () => `${await client.joinTokens.joinUrl()}\n` },
    { args: `cluster kubernetes upgrade-pre-checks ${CLUSTER} --to 1.34.1`, library: async () => '' },
  ];

  test.each(same)('$args', async ({ args, library }) => {
    expect(await omnictl.ok(args.split(' '))).toBe(await library());
  });
});

describe('omnictl does, in order', () => {
  const done: readonly { readonly args: string; readonly says: RegExp; readonly exitCode?: number }[] = [
    { args: 'machine-logs nobody', says: /log store not found/, exitCode: 1 },
    {
      args: `cluster kubernetes upgrade-pre-checks ${CLUSTER} --to 1.36.0`,
      says: /unsupported upgrade path/,
      exitCode: 1,
    },
    {
      args: `cluster kubernetes manifest-sync ${CLUSTER}`,
      says: /processing manifest DaemonSet\/kube-system\/kube-proxy\n < no changes/,
    },
    { args: 'jointoken create ci --ttl 1h', says: /^[\w-]{43}\n$/ },
    { args: 'jointoken create a-name-that-is-too-long', says: /cannot be longer than 16 symbols/, exitCode: 1 },
    {
      args: 'jointoken list',
      says: /^ID +NAME +STATE +EXPIRATION +USE COUNT +DEFAULT\n[\s\S]*initial token +ACTIVE +never +0 +\*/,
    },
    {
      args: 'infraprovider create qemu',
      says: /Your infra provider "qemu" is ready to use[\s\S]*OMNI_SERVICE_ACCOUNT_KEY=/,
    },
    { args: 'infraprovider renewkey qemu', says: /Renewed service account "infra-provider:qemu"/ },
    { args: 'infraprovider list', says: /^ID +NAME +DESCRIPTION +CONNECTED +ERROR\nqemu +false/ },
    { args: 'infraprovider delete qemu', says: /deleted infra provider: qemu/ },
    { args: `machine upgrade ${FREE} --version 1.13.1`, says: /pulling installer 1\.13\.1[\s\S]*Talos upgraded/ },
    {
      args: `machine install ${UNINSTALLED} --disk /dev/vda`,
      says: /installing to \/dev\/vda[\s\S]*Talos installed to \/dev\/vda/,
    },
    { args: `machine install ${UNINSTALLED} --disk /dev/vda`, says: /already installed/, exitCode: 1 },
    { args: `machine shutdown ${FREE}`, says: /is shutting down/ },
    { args: `machine power-on ${FREE}`, says: /power on the machine manually/, exitCode: 1 },
    { args: `configure machine ${FREE} --reset-node-unique-token`, says: /^/ },
  ];

  test.each(done)('$args', async ({ args, says, exitCode = 0 }) => {
    // Controllers may need a step after the command before.
    await expect
      .poll(
        () =>
          omnictl.run(args.split(' ')).then(({ stdout, stderr, ...ended }) => ({ ...ended, text: stdout + stderr })),
        {
          timeout: 10_000,
        },
      )
      .toMatchObject({ exitCode, text: expect.stringMatching(says) });
  });

  test('each thing to a join token', async () => {
    const initial = (await client.resources.get(types.DefaultJoinToken, 'default')).spec.tokenId;
    const token = (await omnictl.ok(['jointoken', 'create', 'mine'])).trim();
    await expect.poll(() => client.resources.find(types.JoinTokenStatus, token)).toBeDefined();

    const said = [];
    for (const args of ['make-default', 'revoke', 'unrevoke', 'renew --ttl 1h']) {
      said.push(await omnictl.ok(['jointoken', ...args.split(' '), token]));
    }
    const refused = await omnictl.run(['jointoken', 'delete', token]);
    await client.joinTokens.makeDefault(initial);
    said.push(await omnictl.ok(['jointoken', 'delete', token]));

    expect(refused.stderr).toContain('the default join token cannot be deleted');
    expect(said.map((text) => text.trim().replaceAll(token, 'T'))).toEqual([
      'token "T" is now default',
      'token "T" was revoked',
      'token "T" was unrevoked',
      'token "T" was renewed, new ttl is 1h0m0s',
      'deleted join token: T',
    ]);
  });

  test('a sync of manifests after an upgrade, and nothing the second time', async () => {
    await client.resources.modify(types.Cluster, CLUSTER, ({ spec }) => {
      spec.kubernetesVersion = '1.34.1';
    });

    const shown = await omnictl.ok(['cluster', 'kubernetes', 'manifest-sync', CLUSTER]);
    const synced = await omnictl.ok(['cluster', 'kubernetes', 'manifest-sync', CLUSTER, '--dry-run=false']);
    const again = await omnictl.ok(['cluster', 'kubernetes', 'manifest-sync', CLUSTER, '--dry-run=false']);

    expect(shown).toMatch(/-\s+- image: .*kube-proxy:v1\.33\.2\n\+\s+- image: .*kube-proxy:v1\.34\.1/);
    expect(shown).toContain(' < dry run, change skipped');
    expect(synced).toMatch(/ < applied successfully[\s\S]* > waiting for Deployment\/kube-system\/coredns/);
    expect(again).not.toContain('applied');
  });

  test('a support bundle that unzips', async () => {
    await omnictl.ok(['support', '-c', CLUSTER, '-O', 'bundle.zip']);

    const archive = await readFile(path.join(omnictl.directory, 'bundle.zip'));

    expect(archive.subarray(0, 4)).toEqual(Buffer.from('PK\u0003\u0004'));
    expect(archive.includes(`omni/resources/Clusters.omni.sidero.dev-${CLUSTER}.yaml`)).toBe(true);
  });

  test('the following of a log', async () => {
    const member = machineId(4);
    await using following = omnictl.start(['machine-logs', '-f', '--tail', '1', member]);
    const first = JSON.parse(await following.nextLine());

    await client.management.powerOffMachine(member);

    expect(JSON.parse(await following.nextLine())).toMatchObject({ msg: '[talos] shutting down', seq: first.seq + 1 });
  });
});

describe('configuration files', () => {
  test('are merged by the library as by omnictl kubeconfig', async () => {
    const fetched = await client.management.kubeconfig(CLUSTER);
    const existing = fetched.replace(/server: .*/, 'server: https://elsewhere:6443');
    const file = path.join(omnictl.directory, 'kubeconfig');
    for (const [flags, options] of [
      [[], {}],
      [['--force'], { force: true }],
      [['--force-context-name', 'mine'], { contextName: 'mine' }],
    ] as const) {
      await omnictl.write('kubeconfig', existing);

      await omnictl.ok(['kubeconfig', '-c', CLUSTER, '--grant-type', 'auto', ...flags, file]);

      expect(normal(mergeKubeconfig(existing, fetched, options).text)).toEqual(normal(await readFile(file, 'utf8')));
    }
  });

  test('are merged by the library as by omnictl config merge', async () => {
    const mine = await client.management.omniconfig();
    const other = mine.replace('sandbox@', 'other@');
    await omnictl.write('mine', mine);
    await omnictl.write('other', other);

    const said = await omnictl.ok(['config', 'merge', 'other', '--omniconfig', 'mine']);

    const { config, renames } = mergeOmniconfig(parseOmniconfig(mine), parseOmniconfig(other));
    const written = await readFile(path.join(omnictl.directory, 'mine'), 'utf8');
    expect(parseOmniconfig(written)).toEqual(config);
    for (const { from, to } of renames) expect(said).toContain(`${from} -> ${to}`);
  });
});

/** A kubeconfig as what it means: kubectl sorts, and leaves out what is empty. */
function normal(text: string): unknown {
  const file = parse(text) as Record<string, readonly { readonly name: string }[]>;
  const sorted = (part: string) => (file[part] ?? []).toSorted((left, right) => left.name.localeCompare(right.name));
  return {
    ...file,
    preferences: {},
    clusters: sorted('clusters'),
    contexts: sorted('contexts'),
    users: sorted('users'),
  };
}
