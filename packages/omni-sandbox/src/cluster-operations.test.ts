import {
  LABELS,
  type NewCluster,
  newResource,
  OmniClient,
  parseServiceAccountKey,
  types,
  withMetadata,
} from '@fleetwright/omni-core';
import { describe, expect, test } from 'vitest';
import { machineId } from './seed/machines.ts';
import { sandboxWithClient } from './testing/sandbox-client.ts';

const [CONTROL_PLANE, WORKER, SPARE] = [machineId(1), machineId(2), machineId(3)];
const fast = { intervalMs: 10, timeoutMs: 15_000 } as const;

const demo: NewCluster = {
  name: 'demo',
  kubernetesVersion: '1.34.1',
  talosVersion: 'v1.11.3',
  controlPlane: { machines: [CONTROL_PLANE] },
  workers: [{ machines: [WORKER], patches: { sysctls: 'machine:\n  sysctls:\n    a: b\n' } }],
  machines: { [WORKER]: { kernelArgs: ['console=ttyS0'] } },
};

async function running(options: Parameters<typeof sandboxWithClient>[0] = {}) {
  const server = await sandboxWithClient(options);
  await server.client.clusters.create(demo);
  await server.client.clusters.waitUntilReady('demo', fast);
  return server;
}

test('waiting right after a change waits for what the change does', async () => {
  // Slow enough that the first look comes before anything has happened.
  await using server = await running({ controllers: { tickMs: 60 } });
  const { clusters, machines, resources } = server.client;
  const wait = () => clusters.waitUntilReady('demo', { intervalMs: 250, timeoutMs: 30_000 });

  await machines.add(SPARE, 'demo-workers');
  const grown = await wait();
  await clusters.startUpgrade('demo', 'talos', '1.11.4');
  const upgraded = await wait();
  await machines.remove(SPARE, { intervalMs: 10 });
  const shrunk = await wait();
  const patch = { id: 'p', labels: { [LABELS.cluster]: 'demo' }, spec: { data: 'machine: {}' } };
  await resources.create(newResource(types.ConfigPatch, patch));
  await wait();

  expect(grown.machines.map(({ id, ready }) => [id, ready])).toContainEqual([SPARE, true]);
  expect(upgraded.talosUpgrade).toMatchObject({ phase: 'Done', lastVersion: '1.11.4' });
  expect(shrunk.machines).toHaveLength(2);
  expect((await resources.get(types.ClusterMachineConfigPatch, WORKER)).spec.patches).toContainEqual('machine: {}');
}, 60_000);

describe('clusters', () => {
  test('are created, become healthy, and are gone after deletion', async () => {
    await using server = await sandboxWithClient();
    const { clusters, machines } = server.client;

    const { done } = await clusters.create(demo);
    const again = await clusters.create(demo);
    const report = await clusters.waitUntilReady('demo', fast);
    const findings = await clusters.health('demo');
    const phases: string[] = [];
    await clusters.delete('demo', { onProgress: (phase) => phases.push(phase) });

    expect(done.map((step) => step.kind === 'create' && step.resource.type.displayType)).toEqual([
      'Cluster',
      'ConfigPatch',
      'MachineSet',
      'MachineSet',
      'MachineSetNode',
      'MachineSetNode',
      'KernelArg',
    ]);
    expect(again.done).toEqual([]);
    expect(report.machines).toHaveLength(2);
    expect(findings).toEqual([]);
    expect(phases[0]).toMatch(/^Destroying: /);
    await expect(clusters.status('demo')).rejects.toMatchObject({ code: 'not_found' });
    expect(await machines.list({ available: true })).toHaveLength(4);
  });

  test('go through upgrades, refuse versions Omni does not offer, and report progress', async () => {
    await using server = await running();
    const { clusters } = server.client;

    const path = await clusters.upgradePath('demo', 'kubernetes');
    const next = path.choices.at(-1) ?? '';
    await clusters.startUpgrade('demo', 'kubernetes', next);
    const seen: (string | undefined)[] = [];
    const done = await clusters.waitForUpgrade('demo', 'kubernetes', {
      ...fast,
      onProgress: ({ upgrade }) => seen.push(upgrade?.phase),
    });

    expect(done).toMatchObject({ wanted: next, upgrade: { phase: 'Done', lastVersion: next } });
    expect(seen.at(-1)).toBe('Done');
    await expect(clusters.startUpgrade('demo', 'talos', '0.1.0')).rejects.toMatchObject({
      code: 'precondition_failed',
      hint: expect.stringContaining('unlisted-version'),
    });
    await expect(clusters.revertUpgrade('demo', 'kubernetes')).rejects.toMatchObject({ code: 'precondition_failed' });
  });

  test('are backed up on demand, and the backup can be restored', async () => {
    await using server = await running();
    const { backups } = server.client.clusters;

    await backups.schedule('demo', 2 * 3_600_000);
    const report = await backups.now('demo', fast);
    const [backup] = await backups.list('demo');
    const restore = await backups.restoreSpec('demo');

    expect(report.status).toBe('Ok');
    expect(restore).toEqual({ clusterUuid: expect.stringMatching(/^[0-9a-f-]{36}$/), snapshot: backup?.snapshot });
    await backups.unschedule('demo');
    const { spec } = await server.client.resources.get(types.Cluster, 'demo');
    expect(spec.backupConfiguration).toBeUndefined();
  });

  test('get new certificate authorities, one at a time', async () => {
    await using server = await running();
    const { clusters } = server.client;

    const report = await clusters.rotateSecret('demo', 'talos-ca', fast);
    await clusters.rotateSecret('demo', 'kubernetes-ca', fast);
    const after = await clusters.waitForSecretRotation('demo', fast);

    expect(report).toMatchObject({ phase: 'OK', component: 'NONE' });
    expect(after.phase).toBe('OK');
  });

  test('are left alone while they are locked', async () => {
    await using server = await running();
    const { clusters, machines } = server.client;
    await clusters.lock('demo');

    const refusal = { code: 'precondition_failed', hint: expect.stringContaining('nlock') };
    await expect(clusters.delete('demo')).rejects.toMatchObject(refusal);
    await expect(clusters.startUpgrade('demo', 'talos', '1.11.4')).rejects.toMatchObject(refusal);
    await expect(clusters.deleteMachineSet('demo-workers')).rejects.toMatchObject(refusal);
    await expect(machines.remove(WORKER)).rejects.toMatchObject(refusal);
    await expect(machines.add(SPARE, 'demo-workers')).rejects.toMatchObject(refusal);
    expect(await clusters.health('demo')).toMatchObject([{ rule: 'cluster-locked', severity: 'info' }]);
  });
});

describe('the configuration of a machine', () => {
  test('shows its patches, what waits for the unlock, and what changed', async () => {
    await using server = await running();
    const { clusters, machines, resources } = server.client;
    const labels = { [LABELS.cluster]: 'demo' };
    const data = 'machine:\n  sysctls:\n    c: d\n---\napiVersion: v1alpha1\nkind: HostnameConfig\nhostname: x\n';

    await clusters.lockMachine(WORKER);
    await resources.create(newResource(types.ConfigPatch, { id: '500-x', labels, spec: { data } }));
    await expect.poll(async () => (await machines.pendingChanges(WORKER))?.configDiff).toMatch(/^@@ .*\+ {8}c: d\n/s);
    const wanted = await machines.config(WORKER);
    const [before] = await resources.list(types.ClusterMachineConfigStatus, { selector: LABELS.workerRole });
    await clusters.unlockMachine(WORKER);
    await expect.poll(() => machines.pendingChanges(WORKER)).toBeUndefined();
    const [change] = await resources.list(types.MachineConfigDiff, { selector: `${LABELS.machine} = ${WORKER}` });

    expect(wanted).toMatch(/type: worker\n[\s\S]*sysctls:\n {8}c: d\n {8}a: b\n[\s\S]*---\n[\s\S]*hostname: x\n$/);
    expect(wanted).toContain("token: '******'");
    expect(before?.spec.redactedCurrentMachineConfig).toMatch(/sysctls:\n {8}a: b\n/);
    expect(change?.spec.diff).toContain('+        c: d');
  });
});

describe('a cluster that exists already', () => {
  const existing = {
    name: 'old',
    kubernetesVersion: '1.34.1',
    talosVersion: '1.11.3',
    secretsBundle: 'cluster: {id: x}',
    controlPlanes: [CONTROL_PLANE],
    workers: [WORKER],
  };

  test('is imported locked, unlocked, and an ordinary cluster then', async () => {
    await using server = await sandboxWithClient();
    const { clusters, resources } = server.client;

    await clusters.import(existing);
    await clusters.waitUntilReady('old', fast);
    await expect(clusters.delete('old')).resolves.toBeDefined();
    await clusters.import(existing);
    await clusters.unlock('old');

    const { annotations } = (await resources.get(types.Cluster, 'old')).metadata;
    expect(Object.keys(annotations)).toEqual([]);
    await expect(clusters.abortImport('old')).rejects.toMatchObject({ code: 'precondition_failed' });
  });

  test('leaves with its machines when its import is aborted', async () => {
    await using server = await sandboxWithClient();
    const { clusters, machines } = server.client;
    await clusters.import(existing);
    await clusters.waitUntilReady('old', fast);

    await clusters.abortImport('old');

    await expect(clusters.status('old')).rejects.toMatchObject({ code: 'not_found' });
    await expect
      .poll(async () => (await machines.list()).map(({ id }) => id))
      .not.toEqual(expect.arrayContaining([CONTROL_PLANE]));
  });
});

describe('machines', () => {
  test('are found by id, hostname and address', async () => {
    await using server = await sandboxWithClient();
    const { machines } = server.client;

    const machine = await machines.find('machine-2');

    expect(machine).toMatchObject({ id: WORKER, hostname: 'machine-2', available: true, connected: true, cluster: '' });
    expect(await machines.find(WORKER)).toEqual(machine);
    expect(await machines.find(machine.addresses[0] ?? '')).toEqual(machine);
    await expect(machines.find('nobody')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('join and leave a cluster', async () => {
    await using server = await running();
    const { clusters, machines } = server.client;

    await machines.add(SPARE, 'demo-workers');
    await expect.poll(async () => (await clusters.status('demo')).machines.length).toBe(3);
    await clusters.waitUntilReady('demo', fast);
    await machines.remove(SPARE, fast);

    expect(await machines.find(SPARE)).toMatchObject({ available: true, cluster: '' });
    await expect(machines.remove(SPARE)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('are replaced one by another', async () => {
    await using server = await running();
    const steps: string[] = [];

    await server.client.machines.replace(WORKER, SPARE, { ...fast, onStep: (step) => steps.push(step) });

    const { machines } = await server.client.clusters.waitUntilReady('demo', fast);
    expect(machines.map(({ id }) => id)).toEqual([CONTROL_PLANE, SPARE]);
    expect(steps).toEqual(['adding', 'waiting', 'removing', 'done']);
  });

  test('that are the last of a control plane stay unless that is asked for', async () => {
    await using server = await running();
    const { machines } = server.client;

    await expect(machines.remove(CONTROL_PLANE)).rejects.toMatchObject({
      code: 'precondition_failed',
      hint: expect.stringContaining("allow: ['last-control-plane']"),
    });

    await machines.remove(CONTROL_PLANE, { ...fast, allow: ['last-control-plane'] });
    expect((await machines.find(CONTROL_PLANE)).available).toBe(true);
  });

  test('that are gone for good are removed by force, which the health of their cluster asks for', async () => {
    await using server = await running();
    const { client, sandbox } = server;
    const status = await client.resources.get(types.MachineStatus, WORKER);
    const { [LABELS.connected]: _, ...labels } = status.metadata.labels;
    sandbox.state.put(withMetadata(status, { labels: { ...labels, [LABELS.disconnected]: '' } }));

    const findings = await client.clusters.health('demo');
    await client.machines.remove(WORKER, { ...fast, mode: 'force' });

    // The cause comes before what follows from it.
    expect(findings[0]).toMatchObject({
      rule: 'machine-disconnected',
      severity: 'critical',
      resource: `MachineStatuses.omni.sidero.dev(default/${WORKER})`,
    });
    await expect(client.machines.find(WORKER)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('keep the labels of their image when they get their first own', async () => {
    await using server = await sandboxWithClient({ seed: { machines: [{ id: WORKER, labels: { rack: 'r1' } }] } });
    const { machines } = server.client;

    await machines.setLabels(WORKER, { row: 'a' });
    await expect.poll(async () => (await machines.find(WORKER)).labels).toMatchObject({ rack: 'r1', row: 'a' });
    await machines.setLabels(WORKER, { rack: null });

    await expect.poll(async () => (await machines.find(WORKER)).labels).not.toHaveProperty('rack');
  });

  test('are forgotten only when no cluster has them', async () => {
    await using server = await running();
    const { machines } = server.client;

    await expect(machines.forget(WORKER)).rejects.toMatchObject({ code: 'precondition_failed' });
    await machines.forget(SPARE);

    await expect.poll(async () => (await machines.list()).map(({ id }) => id)).not.toContain(SPARE);
  });
});

test('a read-only client sees everything and changes nothing', async () => {
  await using server = await running();
  const credentials = await parseServiceAccountKey(server.sandbox.serviceAccountKey);
  await using reader = new OmniClient({ endpoint: server.sandbox.endpoint, credentials, readOnly: true });

  expect(await reader.clusters.health('demo')).toEqual([]);
  const refusal = { code: 'read_only' };
  await expect(reader.clusters.startDelete('demo')).rejects.toMatchObject(refusal);
  await expect(reader.clusters.backups.start('demo')).rejects.toMatchObject(refusal);
  await expect(reader.clusters.startSecretRotation('demo', 'talos-ca')).rejects.toMatchObject(refusal);
  await expect(reader.machines.remove(WORKER)).rejects.toMatchObject(refusal);
  await expect(reader.machines.powerOff(WORKER)).rejects.toMatchObject(refusal);
});
