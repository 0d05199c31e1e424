import { type AuditLogOptions, newResource, types } from '@fleetwright/omni-core';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { machineId } from '../seed/machines.ts';
import { readyCluster } from '../testing/ready-cluster.ts';
import { sandboxWithClient } from '../testing/sandbox-client.ts';

const MACHINE = machineId(1);
const refused = (code: string, message = '') => ({ code, message: expect.stringContaining(message) });

describe('machine logs', () => {
  test('tell how a machine joined its cluster, and go on as it changes', async () => {
    await using server = await sandboxWithClient();
    const { management } = server.client;
    await readyCluster(server.client);

    const all = await Array.fromAsync(management.machineLogs(MACHINE));
    const last = await Array.fromAsync(management.machineLogs(MACHINE, { tailLines: 2 }));
    const following = management.machineLogs(MACHINE, { follow: true, tailLines: 0 });
    const next = following.next();
    setTimeout(() => void management.powerOffMachine(MACHINE), 50);

    expect(all.map((line) => JSON.parse(line).msg)).toContain('[talos] machine stage: RUNNING');
    expect(all.map((line) => JSON.parse(line).seq)).toEqual(all.map((_, index) => index));
    expect(last).toEqual(all.slice(-2));
    expect(JSON.parse((await next).value ?? '{}')).toMatchObject({ msg: '[talos] shutting down', seq: all.length });
    await following.return();
    await expect(management.machineLogs('nobody').next()).rejects.toMatchObject(refused('not_found'));
  });
});

describe('the audit log', () => {
  test('knows who wrote what, and can be searched and sorted', async () => {
    await using server = await sandboxWithClient({ controllers: { enabled: false } });
    const { client } = server;
    await client.resources.create(newResource(types.MachineClass, { id: 'a', spec: { matchLabels: ['x'] } }));
    await client.resources.modify(types.MachineClass, 'a', ({ labels }) => {
      labels['l'] = '1';
    });
    await client.resources.create(newResource(types.MachineClass, { id: 'b', spec: { matchLabels: ['x'] } }));
    await client.resources.destroy(types.MachineClass, 'b');

    const read = async (options: AuditLogOptions) =>
      (await Array.fromAsync(client.management.auditLog(options))).map(
        ({ eventType, resourceId }) => `${eventType} ${resourceId}`,
      );

    expect(await read({ resourceType: types.MachineClass.type })).toEqual([
      'create a',
      'update a',
      'create b',
      'destroy b',
    ]);
    expect(await read({ eventType: 'create', orderBy: 'resource-id', direction: 'desc' })).toEqual([
      'create b',
      'create a',
    ]);
    expect(await read({ search: 'MACHINECLASSES', resourceId: 'b' })).toEqual(['create b', 'destroy b']);
    expect(await read({ until: '2020-01-01' })).toEqual([]);
    await client.users.create('ada@example.com', 'Reader');
    await client.users.destroy('ada@example.com');
    expect(await read({ resourceId: 'ada@example.com' })).toEqual([
      'create ada@example.com',
      'destroy ada@example.com',
    ]);
    const [entry] = await Array.fromAsync(client.management.auditLog({ resourceId: 'a' }));
    expect(entry?.session).toMatchObject({ email: 'sandbox@serviceaccount.omni.sidero.dev', role: 'Admin' });
  });

  test('is followed from now on, or from where one stopped, and only by those who may', async () => {
    await using server = await sandboxWithClient({ controllers: { enabled: false } });
    const { client } = server;
    const create = (id: string) =>
      client.resources.create(newResource(types.MachineClass, { id, spec: { matchLabels: ['x'] } }));
    await create('before');
    const following = client.management.followAuditLog();
    const first = following.next();
    setTimeout(() => void create('after'), 100);

    const entry = (await first).value;
    await following.return();
    const again = await client.management.followAuditLog({ fromId: entry?.id ?? 0n }).next();

    expect(entry).toMatchObject({ eventType: 'create', resourceId: 'after' });
    expect(again.value).toEqual(entry);
    await expect(client.management.followAuditLog({ fromId: 999n }).next()).rejects.toMatchObject(
      refused('precondition_failed'),
    );
    const operator = await server.as('op', 'Operator');
    await expect(operator.management.auditLog().next()).rejects.toMatchObject(refused('access_denied'));
  });
});

describe('Kubernetes of a cluster', () => {
  test('is checked before an upgrade, and its manifests follow with a sync', async () => {
    await using server = await sandboxWithClient();
    const { client } = server;
    const { management } = client;
    await readyCluster(client, 'demo', '1.33.2');

    expect(await management.kubernetesUpgradePreChecks('demo', '1.34.1')).toEqual({ ok: true, reason: '' });
    await expect(management.kubernetesUpgradePreChecks('demo', '1.35.0')).rejects.toMatchObject(
      refused('invalid_argument', 'unsupported upgrade path: 1.33.2->1.35.0'),
    );
    await expect(management.kubernetesUpgradePreChecks('none', '1.34.1')).rejects.toMatchObject(refused('not_found'));

    const sync = async (dryRun: boolean) =>
      (await Array.fromAsync(management.syncKubernetesManifests('demo', { dryRun }))).map((event) =>
        event.kind === 'manifest' ? `${event.path} ${event.diff !== ''} ${event.skipped}` : `waits for ${event.path}`,
      );
    await client.resources.modify(types.Cluster, 'demo', ({ spec }) => {
      spec.kubernetesVersion = '1.34.1';
    });
    const shown = await sync(true);
    const done = await sync(false);
    const after = await sync(false);

    expect(shown.filter((line) => line.endsWith('true false'))).toHaveLength(2);
    expect(done.filter((line) => line.startsWith('waits for'))).toHaveLength(2);
    expect(after).toEqual(after.filter((line) => line.endsWith('false true')));
  });

  test('is bundled for support without secrets', async () => {
    await using server = await sandboxWithClient();
    const { client } = server;
    await readyCluster(client);
    for (const type of [types.ClusterSecret, types.TalosConfig, types.Kubeconfig]) {
      server.sandbox.state.put<unknown>(newResource<unknown>(type, { id: 'demo' }));
    }

    const steps: number[] = [];
    const { archive, failures } = await client.management.downloadSupportBundle('demo', {
      onProgress: ({ done }) => steps.push(done),
    });

    const files = Object.entries(unzipSync(archive)).map(
      ([name, bytes]) => [name, Buffer.from(bytes).toString()] as const,
    );
    const names = files.map(([name]) => name);
    expect(names).toContain('omni/resources/Clusters.omni.sidero.dev-demo.yaml');
    expect(names).toContain(`omni/resources/MachineStatuses.omni.sidero.dev-${MACHINE}.yaml`);
    expect(names).toContain(`omni/machine-logs/${MACHINE}.log`);
    expect(names).not.toContain(`omni/resources/MachineStatuses.omni.sidero.dev-${machineId(2)}.yaml`);
    expect(names.filter((name) => /\/(ClusterSecrets|TalosConfigs|Kubeconfigs)\./.test(name))).toEqual([]);
    expect(parse(Object.fromEntries(files)['omni/resources/Clusters.omni.sidero.dev-demo.yaml'] ?? '')).toMatchObject({
      spec: { kubernetesversion: '1.34.1' },
    });
    expect(steps).toEqual(steps.map((_, index) => index + 1));
    expect(failures).toEqual([]);
    await expect(client.management.downloadSupportBundle('none')).rejects.toMatchObject(refused('not_found'));
    const encrypted = client.management.downloadSupportBundle('demo', { encryption: {} });
    await expect(encrypted).rejects.toMatchObject(refused('unimplemented'));
  });
});

describe('images', () => {
  test('join with the default token, and are named by their content', async () => {
    await using server = await sandboxWithClient();
    const { management, joinTokens } = server.client;
    const token = new URL(await joinTokens.joinUrl()).searchParams.get('jointoken');

    const schematic = await management.createSchematic({
      extensions: ['b', 'a', 'b'],
      extraKernelArgs: ['quiet'],
      initialLabels: { rack: '1' },
    });
    const again = await management.createSchematicFromRaw(schematic.yaml);

    expect(schematic.id).toMatch(/^[0-9a-f]{64}$/);
    expect(again).toBe(schematic.id);
    expect(parse(schematic.yaml).customization).toMatchObject({
      extraKernelArgs: [expect.stringContaining(`jointoken=${token}`), expect.any(String), expect.any(String), 'quiet'],
      meta: [{ key: 12, value: '{"machineLabels":{"rack":"1"}}' }],
      systemExtensions: { officialExtensions: ['a', 'b'] },
    });
    const asset = { talosVersion: '1.12.0', schematicId: schematic.id } as const;
    expect((await management.bootAssetUrl({ ...asset, kind: 'iso' })).url).toBe(
      `https://factory.talos.dev/image/${schematic.id}/v1.12.0/metal-amd64.iso`,
    );
    await expect(management.createSchematicFromRaw('- 1')).resolves.toMatch(/^[0-9a-f]{64}$/);
    await expect(management.createSchematicFromRaw('1')).rejects.toMatchObject(
      refused('server_error', 'raw schematic'),
    );
  });
});

describe('machines', () => {
  test('are upgraded and installed in maintenance mode only, and one thing at a time', async () => {
    const [installed, empty] = [machineId(1), machineId(2)];
    const machines = [
      { id: installed, talosVersion: '1.13.0' },
      { id: empty, talosVersion: '1.13.0', installed: false },
      { id: machineId(3), talosVersion: '1.9.0' },
    ];
    await using server = await sandboxWithClient({ seed: { machines } });
    const { client } = server;
    const { management } = client;
    const run = (machine: string, operation: Parameters<typeof management.maintenanceLifecycle>[1]) =>
      Array.fromAsync(management.maintenanceLifecycle(machine, operation));
    const upgrade = { kind: 'upgrade', version: '1.13.1' } as const;

    const [first, second] = await Promise.allSettled([run(installed, upgrade), run(installed, upgrade)]);
    const messages = await run(empty, { kind: 'install', disk: '/dev/vda' });
    await management.maintenanceUpgrade(machineId(3), '1.9.1');

    const outcomes = [first.status, second.status].sort();
    expect(outcomes).toEqual(['fulfilled', 'rejected']);
    expect(messages).toContain('installing to /dev/vda');
    const version = async (id: string) => (await client.resources.get(types.MachineStatus, id)).spec.talosVersion;
    expect(await Promise.all(machines.map(({ id }) => version(id)))).toEqual(['v1.13.1', 'v1.13.0', 'v1.9.1']);
    await expect(run(empty, { kind: 'install', disk: '/dev/vda' })).rejects.toMatchObject(
      refused('precondition_failed', 'already installed'),
    );
    await expect(run(machineId(3), upgrade)).rejects.toMatchObject(
      refused('precondition_failed', 'requires Talos 1.13.0'),
    );
    await expect(management.maintenanceUpgrade(machineId(3), '1.13.0')).rejects.toMatchObject(
      refused('precondition_failed', 'not a supported target'),
    );
  });

  test('are shut down by anybody who may, but switched on only by their provider', async () => {
    await using server = await sandboxWithClient();
    const { management, resources } = server.client;

    await management.powerOffMachine(MACHINE);

    expect((await resources.get(types.MachineStatus, MACHINE)).spec).toMatchObject({ connected: false, powerState: 3 });
    await expect(management.powerOnMachine(MACHINE)).rejects.toMatchObject(
      refused('precondition_failed', 'power on the machine manually'),
    );
    await expect(management.powerOffMachine('none')).rejects.toMatchObject(refused('not_found'));
    const reader = await server.as('reader', 'Reader');
    await expect(reader.management.powerOffMachine(MACHINE)).rejects.toMatchObject(refused('access_denied'));
  });

  test('get what they need to join', async () => {
    await using server = await sandboxWithClient();
    const { management } = server.client;

    const { kernelArgs, config } = await management.machineJoinConfig({ joinToken: 't', grpcTunnel: true });
    await management.resetNodeUniqueToken(MACHINE);

    expect(kernelArgs[0]).toBe('siderolink.api=grpc://127.0.0.1:8090?grpc_tunnel=true&jointoken=t');
    expect(parseAllDocuments(config).map((document) => document.toJS().kind)).toEqual([
      'SideroLinkConfig',
      'EventSinkConfig',
      'KmsgLogConfig',
    ]);
    await expect(management.resetNodeUniqueToken('none')).rejects.toMatchObject(refused('not_found'));
  });
});

describe('join tokens', () => {
  test('are made, renewed, made default, revoked and deleted', async () => {
    await using server = await sandboxWithClient();
    const { joinTokens, resources } = server.client;
    const initial = (await resources.get(types.DefaultJoinToken, 'default')).spec.tokenId;
    const token = await joinTokens.create('ci', { lifetimeMs: 3_600_000 });
    const settled = async (wanted: object) =>
      expect.poll(async () => (await joinTokens.list()).find(({ id }) => id === token)).toMatchObject(wanted);

    await settled({ name: 'ci', state: 'active', isDefault: false, useCount: 0 });
    await joinTokens.makeDefault(token);
    await settled({ isDefault: true });
    expect((await joinTokens.machineConfig({ tokenName: 'ci' })).config).toContain(token);
    expect(await joinTokens.joinUrl()).toBe(`grpc://127.0.0.1:8090?jointoken=${token}`);
    await joinTokens.revoke(token);
    await settled({ state: 'revoked' });
    await joinTokens.unrevoke(token);
    await joinTokens.renew(token, 60_000);
    await settled({ state: 'active' });
    await expect(joinTokens.delete(token)).rejects.toMatchObject(refused('validation_failed'));
    await joinTokens.makeDefault(initial);
    await joinTokens.delete(token);
    const audit = (await Array.fromAsync(server.client.management.auditLog())).map(({ line }) => line).join();

    await expect.poll(() => resources.find(types.JoinTokenStatus, token)).toBeUndefined();
    await expect(joinTokens.renew(token, 0)).rejects.toMatchObject(refused('invalid_argument'));
    const error: unknown = await joinTokens.renew(token, 1000).catch((caught: unknown) => caught);
    expect(error).toMatchObject(refused('not_found'));
    expect(`${error} ${JSON.stringify(error)} ${audit}`).not.toContain(token);
    expect(audit).toContain(types.JoinToken.type);
    await expect(joinTokens.machineConfig({ tokenName: 'none' })).rejects.toMatchObject(refused('not_found'));
  });

  test('that machines need are only ended by force', async () => {
    await using server = await sandboxWithClient({ controllers: { enabled: false } });
    const { joinTokens } = server.client;
    const token = await joinTokens.create('used');
    const warnings = [{ machine: MACHINE, message: 'will not reconnect' }];
    server.sandbox.state.put(newResource(types.JoinTokenStatus, { id: token, spec: { warnings } }));

    await expect(joinTokens.revoke(token)).rejects.toMatchObject(refused('precondition_failed', 'will not reconnect'));
    await joinTokens.revoke(token, { force: true });

    expect(server.sandbox.state.find(types.JoinToken, token)?.spec.revoked).toBe(true);
  });
});

describe('infra providers', () => {
  test('have an account of their own', async () => {
    await using server = await sandboxWithClient();
    const { infraProviders, users, resources } = server.client;

    const key = await infraProviders.create('qemu');
    await infraProviders.renewKey('qemu');

    expect(key.name).toBe('infra-provider:qemu');
    await expect.poll(() => infraProviders.list()).toMatchObject([{ id: 'qemu', connected: false, error: '' }]);
    const account = (await users.serviceAccounts.list()).find(({ name }) => name === 'infra-provider:qemu');
    expect(account).toMatchObject({ role: 'InfraProvider', keys: [{}, {}] });
    await expect(infraProviders.create('qemu')).rejects.toMatchObject(refused('already_exists'));
    await infraProviders.delete('qemu');
    await expect.poll(() => infraProviders.list()).toEqual([]);

    // The account is still there: creating fails, and leaves no provider behind.
    await users.serviceAccounts.create('infra-provider:half', { role: 'InfraProvider' });
    await expect(infraProviders.create('half')).rejects.toMatchObject(refused('already_exists'));
    await expect.poll(() => resources.find(types.InfraProvider, 'half')).toBeUndefined();
  });
});

test('JSON is checked against a schema', async () => {
  await using server = await sandboxWithClient();
  const { management } = server.client;
  const schema = '{"type":"object","properties":{"cores":{"type":"integer"}},"required":["disk"]}';

  expect(await management.validateJsonSchema('{"cores":1,"disk":2}', schema)).toEqual([]);
  expect(await management.validateJsonSchema('cores: a', schema)).toMatchObject([
    { dataPath: '', schemaPath: '#/required', cause: expect.stringContaining('disk') },
    { dataPath: '/cores', schemaPath: '#/properties/cores/type' },
  ]);
  await expect(management.validateJsonSchema('{}', '{"type":"nonsense"}')).rejects.toMatchObject(
    refused('invalid_argument'),
  );
});
