import { ANNOTATIONS, LABELS, newResource, OmniClient, parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { machineId } from './seed/machines.ts';
import { type SandboxWithClient, sandboxWithClient } from './testing/sandbox-client.ts';

const [CONTROL_PLANE, WORKER, SPARE] = [machineId(1), machineId(2), machineId(3)];
const demo = {
  name: 'demo',
  kubernetesVersion: '1.34.1',
  talosVersion: 'v1.11.3',
  controlPlane: { machines: [CONTROL_PLANE] },
  workers: [{ machines: [WORKER] }],
};
const patch = newResource(types.ConfigPatch, { id: 'p', spec: { data: 'machine: {}' } });

/** What a read-only client does as any other: by the name of its part, then of the call. */
const READS: Readonly<Record<string, readonly string[]>> = {
  client: ['check'],
  resources: ['get', 'find', 'list', 'iterate', 'watch', 'page', 'project', 'validate'],
  templates: ['load', 'compose', 'target', 'plan', 'diff', 'export'],
  fleet: ['plan', 'status', 'drift'],
  clusters: [
    'status',
    'waitUntilReady',
    'health',
    'upgradePath',
    'waitForUpgrade',
    'secretRotation',
    'waitForSecretRotation',
  ],
  'clusters.backups': ['problem', 'status', 'list', 'restoreSpec'],
  machines: ['list', 'find', 'config', 'pendingChanges', 'logs'],
  management: [
    'kubeconfig',
    'talosconfig',
    'omniconfig',
    'machineLogs',
    'auditLog',
    'followAuditLog',
    'supportBundle',
    'downloadSupportBundle',
    'saveSupportBundle',
    'kubernetesUpgradePreChecks',
    'validateConfig',
    'validateJsonSchema',
  ],
  'management.serviceAccounts': ['list'],
  media: ['listPresets'],
  users: ['list'],
  'users.serviceAccounts': ['list'],
  joinTokens: ['list', 'joinUrl'],
  infraProviders: ['list'],
};

type Call = (client: OmniClient) => Promise<unknown> | AsyncIterable<unknown>;

/** Everything else, and reads in the kinds that change something or hand out a credential. */
const WRITES: Readonly<Record<string, Call>> = {
  'resources.create': ({ resources }) => resources.create(patch),
  'resources.update': ({ resources }) => resources.update(patch),
  'resources.modify': ({ resources }) => resources.modify(types.Cluster, 'demo', (draft) => draft.finalizers.push('x')),
  'resources.teardown': ({ resources }) => resources.teardown(types.Cluster, 'demo'),
  'resources.destroy': ({ resources }) => resources.destroy(types.Cluster, 'demo'),
  'resources.teardownAndDestroy': ({ resources }) => resources.teardownAndDestroy(types.Cluster, 'demo'),
  'resources.apply': ({ resources }) => resources.apply([patch]),
  'resources.delete': ({ resources }) => resources.delete(types.MachineClass, { all: true }),
  'templates.apply': async ({ templates }) => templates.apply(await templates.plan(await changed(templates))),
  'templates.sync': async ({ templates }) => templates.sync(await changed(templates)),
  'templates.delete': ({ templates }) => templates.delete('demo'),
  'clusters.create': ({ clusters }) =>
    clusters.create({ ...demo, name: 'other', controlPlane: { machines: [SPARE] }, workers: [] }),
  'clusters.import': ({ clusters }) =>
    clusters.import({ ...demo, name: 'old', secretsBundle: 'cluster: {}', controlPlanes: [SPARE], workers: [] }),
  'clusters.abortImport': ({ clusters }) => clusters.abortImport('imported'),
  'clusters.delete': ({ clusters }) => clusters.delete('demo'),
  'clusters.startDelete': ({ clusters }) => clusters.startDelete('demo'),
  'clusters.lock': ({ clusters }) => clusters.lock('demo'),
  'clusters.unlock': ({ clusters }) => clusters.unlock('demo'),
  'clusters.lockMachine': ({ clusters }) => clusters.lockMachine(WORKER),
  'clusters.unlockMachine': ({ clusters }) => clusters.unlockMachine(WORKER),
  'clusters.setFeatures': ({ clusters }) => clusters.setFeatures('demo', { workloadProxy: true }),
  'clusters.scale': ({ clusters }) => clusters.scale('by-class', 2),
  'clusters.useMachineClass': ({ clusters }) => clusters.useMachineClass('empty', { name: 'class', size: 1 }),
  'clusters.useNamedMachines': ({ clusters }) => clusters.useNamedMachines('by-class'),
  'clusters.setStrategies': ({ clusters }) => clusters.setStrategies('demo-workers', { update: { maxParallelism: 2 } }),
  'clusters.deleteMachineSet': ({ clusters }) => clusters.deleteMachineSet('demo-workers'),
  'clusters.startUpgrade': ({ clusters }) => clusters.startUpgrade('demo', 'kubernetes', '1.34.2'),
  'clusters.rotateSecret': ({ clusters }) => clusters.rotateSecret('demo', 'talos-ca'),
  'clusters.startSecretRotation': ({ clusters }) => clusters.startSecretRotation('demo', 'talos-ca'),
  'clusters.backups.schedule': ({ clusters }) => clusters.backups.schedule('demo', 3_600_000),
  'clusters.backups.unschedule': ({ clusters }) => clusters.backups.unschedule('demo'),
  'clusters.backups.start': ({ clusters }) => clusters.backups.start('demo'),
  'clusters.backups.now': ({ clusters }) => clusters.backups.now('demo'),
  'machines.add': ({ machines }) => machines.add(SPARE, 'demo-workers'),
  'machines.remove': ({ machines }) => machines.remove(WORKER),
  'machines.replace': ({ machines }) => machines.replace(WORKER, SPARE),
  'machines.setLabels': ({ machines }) => machines.setLabels(WORKER, { rack: 'r1' }),
  'machines.setConnection': ({ machines }) => machines.setConnection(WORKER, 'udp'),
  'machines.bareMetal.accept': ({ machines }) => machines.bareMetal.accept(WORKER),
  'machines.bareMetal.reject': ({ machines }) => machines.bareMetal.reject(WORKER),
  'machines.bareMetal.reboot': ({ machines }) => machines.bareMetal.reboot(WORKER),
  'machines.bareMetal.setPower': ({ machines }) => machines.bareMetal.setPower(WORKER, 'off'),
  'machines.bareMetal.setCordoned': ({ machines }) => machines.bareMetal.setCordoned(WORKER, true),
  'machines.setInstallDisk': ({ machines }) => machines.setInstallDisk(WORKER, { disk: '/dev/sda' }),
  'machines.setKernelArgs': ({ machines }) => machines.setKernelArgs(WORKER, ['console=ttyS0']),
  'machines.forget': ({ machines }) => machines.forget(SPARE),
  'machines.resetUniqueToken': ({ machines }) => machines.resetUniqueToken(WORKER),
  'machines.powerOff': ({ machines }) => machines.powerOff(WORKER),
  'machines.powerOn': ({ machines }) => machines.powerOn(WORKER),
  'machines.maintain': ({ machines }) => machines.maintain(SPARE, { kind: 'upgrade', version: 'v1.11.3' }),
  'management.kubeconfig (service account)': ({ management }) =>
    management.kubeconfig('demo', { mode: 'service-account', user: 'ci', lifetimeMs: 60_000 }),
  'management.kubeconfig (break glass)': ({ management }) => management.kubeconfig('demo', { mode: 'break-glass' }),
  'management.talosconfig (break glass)': ({ management }) =>
    management.talosconfig({ cluster: 'demo', breakGlass: true }),
  'management.talosconfig (raw)': ({ management }) => management.talosconfig({ cluster: 'demo', raw: true }),
  'management.syncKubernetesManifests': ({ management }) =>
    management.syncKubernetesManifests('demo', { dryRun: false }),
  'management.createSchematic': ({ management }) => management.createSchematic({}),
  'management.createSchematicFromRaw': ({ management }) => management.createSchematicFromRaw('customization: {}'),
  'management.bootAssetUrl': ({ management }) =>
    management.bootAssetUrl({ kind: 'iso', talosVersion: '1.11.3', schematicId: 'a' }),
  'management.maintenanceLifecycle': ({ management }) =>
    management.maintenanceLifecycle(SPARE, { kind: 'upgrade', version: 'v1.11.3' }),
  'management.maintenanceUpgrade': ({ management }) => management.maintenanceUpgrade(SPARE, 'v1.11.3'),
  'management.powerOffMachine': ({ management }) => management.powerOffMachine(WORKER),
  'management.powerOnMachine': ({ management }) => management.powerOnMachine(WORKER),
  'management.machineJoinConfig': ({ management }) => management.machineJoinConfig({}),
  'management.createJoinToken': ({ management }) => management.createJoinToken('t'),
  'management.resetNodeUniqueToken': ({ management }) => management.resetNodeUniqueToken(WORKER),
  'management.serviceAccounts.create': ({ management }) => management.serviceAccounts.create('ci', { role: 'Reader' }),
  'management.serviceAccounts.renew': ({ management }) => management.serviceAccounts.renew('sandbox'),
  'management.serviceAccounts.destroy': ({ management }) => management.serviceAccounts.destroy('sandbox'),
  'media.createPreset': ({ media }) => media.createPreset({ name: 'metal' }),
  'media.deletePreset': ({ media }) => media.deletePreset('metal'),
  'media.image': ({ media }) => media.image('kept'),
  'users.create': ({ users }) => users.create('a@example.com', 'Reader'),
  'users.setRole': ({ users }) => users.setRole('a@example.com', 'Reader'),
  'users.revokeKey': ({ users }) => users.revokeKey('abc'),
  'users.destroy': ({ users }) => users.destroy('a@example.com'),
  'users.serviceAccounts.create': ({ users }) => users.serviceAccounts.create('ci', { role: 'Reader' }),
  'users.serviceAccounts.renew': ({ users }) => users.serviceAccounts.renew('sandbox'),
  'users.serviceAccounts.destroy': ({ users }) => users.serviceAccounts.destroy('sandbox'),
  'joinTokens.create': ({ joinTokens }) => joinTokens.create('t'),
  'joinTokens.revoke': async ({ joinTokens }) => joinTokens.revoke(await firstToken(joinTokens), { force: true }),
  'joinTokens.unrevoke': async ({ joinTokens }) => joinTokens.unrevoke(await firstToken(joinTokens)),
  'joinTokens.renew': async ({ joinTokens }) => joinTokens.renew(await firstToken(joinTokens), 3_600_000),
  'joinTokens.makeDefault': async ({ joinTokens }) => joinTokens.makeDefault(await firstToken(joinTokens)),
  'joinTokens.delete': async ({ joinTokens }) => joinTokens.delete(await firstToken(joinTokens), { force: true }),
  'joinTokens.machineConfig': ({ joinTokens }) => joinTokens.machineConfig(),
  'infraProviders.create': ({ infraProviders }) => infraProviders.create('p'),
  'infraProviders.renewKey': ({ infraProviders }) => infraProviders.renewKey('p'),
  'infraProviders.delete': ({ infraProviders }) => infraProviders.delete('p'),
};

/** Finds nothing to do here, and so never comes to writing. */
const IDLE: Readonly<Record<string, Call>> = {
  'clusters.revertUpgrade': ({ clusters }) => clusters.revertUpgrade('demo', 'kubernetes'),
  'machines.cancelRemoval': ({ machines }) => machines.cancelRemoval(WORKER),
};

async function firstToken(joinTokens: OmniClient['joinTokens']): Promise<string> {
  return (await joinTokens.list())[0]?.id ?? '';
}

async function changed(templates: OmniClient['templates']) {
  const text = `${await templates.export('demo')}`.replace('v1.34.1', 'v1.34.2');
  return templates.load(text, { directory: '.' } as never);
}

let server: SandboxWithClient;
let reader: OmniClient;
/** Methods that arrived at the sandbox. */
const arrived: string[] = [];

beforeAll(async () => {
  const note = (line: string): void => {
    const { method } = JSON.parse(line) as { readonly method?: string };
    if (method !== undefined) arrived.push(method);
  };
  server = await sandboxWithClient({ logger: pino({ level: 'debug' }, { write: note }) });
  const { sandbox, client } = server;
  await client.clusters.create(demo);
  await client.clusters.waitUntilReady('demo', { intervalMs: 10 });
  const labels = { [LABELS.cluster]: 'demo', [LABELS.workerRole]: '' };
  const machineAllocation = { name: 'class', machineCount: 0 };
  sandbox.state.put(newResource(types.MachineClass, { id: 'class', spec: { matchLabels: ['nowhere'] } }));
  sandbox.state.put(newResource(types.MachineSet, { id: 'by-class', labels, spec: { machineAllocation } }));
  sandbox.state.put(newResource(types.MachineSet, { id: 'empty', labels }));
  sandbox.state.put(newResource(types.InstallationMediaConfig, { id: 'kept', spec: { talosVersion: '1.11.3' } }));
  const tainted = { [LABELS.taintedByImporting]: '' };
  sandbox.state.put(newResource(types.ImportedClusterSecret, { id: 'imported' }));
  sandbox.state.put(newResource(types.Cluster, { id: 'imported', annotations: { [ANNOTATIONS.clusterLocked]: '' } }));
  sandbox.state.put(newResource(types.ClusterStatus, { id: 'imported', labels: tainted }));
  reader = new OmniClient({
    endpoint: sandbox.endpoint,
    credentials: await parseServiceAccountKey(sandbox.serviceAccountKey),
    readOnly: true,
  });
});

afterAll(async () => {
  await reader[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

describe('a read-only client', () => {
  test('has been thought about call by call', () => {
    const reads = Object.entries(READS).flatMap(([part, names]) => names.map((name) => `${part}.${name}`));
    const known = [...reads, ...Object.keys(IDLE), ...Object.keys(WRITES).map((name) => name.replace(/ .*/, ''))];

    expect([...callsOf(reader, 'client')].filter((call) => !known.includes(call))).toEqual([]);
  });

  test.each(Object.entries(WRITES))('sends nothing of %s', async (_name, call) => {
    arrived.length = 0;

    const failure = await settle(call(reader));

    expect(failure).toSatisfy(isReadOnly);
    expect(arrived.filter((method) => !READING.test(method))).toEqual([]);
  });

  test.each(Object.entries(IDLE))('sends nothing that writes for %s', async (_name, call) => {
    arrived.length = 0;

    await settle(call(reader));

    expect(arrived.filter((method) => !READING.test(method))).toEqual([]);
  });
});

const READING = /^\/cosi\.resource\.State\/(Get|List|Watch)$|\/(List\w+|KubernetesUpgradePreChecks)$/;

async function settle(work: Promise<unknown> | AsyncIterable<unknown>): Promise<unknown> {
  try {
    if (Symbol.asyncIterator in work) for await (const _ of work);
    else await work;
    return undefined;
  } catch (error) {
    return error;
  }
}

function isReadOnly(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as { readonly code?: string }).code === 'read_only' || isReadOnly(error.cause);
}

/** Every call of a client and its parts, by name. */
function* callsOf(part: object, name: string): Generator<string, void, undefined> {
  const methods = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(part));
  for (const [method, { value }] of Object.entries(methods))
    if (method !== 'constructor' && typeof value === 'function') yield `${name}.${method}`;
  for (const [field, value] of Object.entries(part)) {
    const isPart = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) !== Object.prototype;
    if (isPart) yield* callsOf(value, name === 'client' ? field : `${name}.${field}`);
  }
}
