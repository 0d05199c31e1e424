import { describe, expect, it } from 'vitest';
import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { withMetadata } from '../resources/stored-resource.ts';
import { MemoryState } from '../testing/memory-state.ts';
import { type MachineManagement, Machines } from './machines.ts';

const cluster = newResource(types.Cluster, { id: 'demo' });
const ofDemo = { [LABELS.cluster]: 'demo' };
const controlPlanes = newResource(types.MachineSet, {
  id: 'demo-control-planes',
  labels: { ...ofDemo, [LABELS.controlPlaneRole]: '' },
});
const workers = newResource(types.MachineSet, { id: 'demo-workers', labels: { ...ofDemo, [LABELS.workerRole]: '' } });

function machine(id: string, labels: Readonly<Record<string, string>> = { [LABELS.available]: '' }) {
  return newResource(types.MachineStatus, {
    id,
    labels,
    spec: { network: { hostname: `host-${id}`, addresses: [`10.0.0.${id.length}/24`, 'fd00::1/64'] } },
  });
}

function node(id: string, set: string, role: string, annotations: Readonly<Record<string, string>> = {}) {
  return newResource(types.MachineSetNode, {
    id,
    labels: { ...ofDemo, [LABELS.machineSet]: set, [role]: '' },
    annotations,
  });
}

function member(id: string, ready: boolean) {
  return newResource(types.ClusterMachineStatus, {
    id,
    labels: { ...ofDemo, [LABELS.controlPlaneRole]: '' },
    spec: { ready },
  });
}

/** None of these tests calls it. */
const management = {} as MachineManagement;

function machinesOf(...resources: readonly Resource<unknown>[]) {
  const state = new MemoryState({ resources });
  return { state, machines: new Machines(state, management) };
}

describe('find', () => {
  it('refuses to guess between machines of one address', async () => {
    const { machines } = machinesOf(machine('a'), machine('b'));

    await expect(machines.find('fd00::1')).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining('a, b'),
    });
    expect((await machines.find('host-b')).id).toBe('b');
  });
});

describe('add', () => {
  it('creates the node of a worker with everything Omni asks for, once', async () => {
    const { machines, state } = machinesOf(cluster, workers, machine('m'));

    await machines.add('m', 'demo-workers');
    await machines.add('m', 'demo-workers');

    const { metadata } = await state.get(types.MachineSetNode, 'm');
    expect(metadata.labels).toEqual({ ...ofDemo, [LABELS.machineSet]: 'demo-workers', [LABELS.workerRole]: '' });
    expect(metadata.version).toBe('1');
  });

  it('refuses machines that are taken and sets that choose their own', async () => {
    const machineAllocation = { name: 'any', machineCount: 1, allocationType: 0 };
    const fromClass = newResource(types.MachineSet, { id: 'demo-pool', labels: ofDemo, spec: { machineAllocation } });
    const { machines } = machinesOf(
      cluster,
      workers,
      fromClass,
      machine('free'),
      machine('busy', {}),
      machine('other'),
      node('other', 'demo-other', LABELS.workerRole),
    );

    for (const [id, set] of [
      ['free', 'demo-pool'],
      ['busy', 'demo-workers'],
      ['other', 'demo-workers'],
    ] as const) {
      const refusal = { code: 'precondition_failed', hint: expect.any(String) };
      await expect(machines.add(id, set)).rejects.toMatchObject(refusal);
    }
    await expect(machines.add('free', 'demo-nothing')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('remove', () => {
  const set = (id: string) => node(id, 'demo-control-planes', LABELS.controlPlaneRole);
  const three = [set('a'), set('b'), set('c')];

  it('keeps etcd alive: as many must stay healthy as it needs to decide', async () => {
    const wounded = [member('a', true), member('b', true), member('c', false)];
    const { machines, state } = machinesOf(cluster, controlPlanes, ...three, ...wounded);

    await expect(machines.remove('a')).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('only 1 of 2'),
      hint: expect.stringContaining('quorum-loss'),
    });
    expect(await state.find(types.MachineSetNode, 'a')).toBeDefined();

    await machines.remove('c', { intervalMs: 5 });
    expect(await state.find(types.MachineSetNode, 'c')).toBeUndefined();
  });

  it('asks Omni to leave etcd for the machine only when told to', async () => {
    const { machines, state } = machinesOf(
      cluster,
      controlPlanes,
      ...three,
      ...['a', 'b', 'c'].map((id) => member(id, true)),
    );

    await machines.remove('a', { mode: 'force-etcd-leave', intervalMs: 5 });

    const request = await state.get(types.NodeForceDestroyRequest, 'a');
    expect(request.metadata.labels).toEqual(ofDemo);
  });

  it('refuses a locked machine and says what to do', async () => {
    const locked = node('w', 'demo-workers', LABELS.workerRole, { [ANNOTATIONS.locked]: '' });
    const { machines } = machinesOf(cluster, workers, locked);

    await expect(machines.remove('w')).rejects.toMatchObject({ hint: expect.stringContaining('Unlock the machine') });
  });

  it('says where a machine is stuck when the time is up', async () => {
    const held = withMetadata(newResource(types.ClusterMachine, { id: 'w' }), { finalizers: ['x'] });
    const { machines } = machinesOf(cluster, workers, node('w', 'demo-workers', LABELS.workerRole), held);

    await expect(machines.remove('w', { timeoutMs: 30, intervalMs: 5 })).rejects.toMatchObject({
      code: 'deadline_exceeded',
      message: expect.stringContaining("mode 'force'"),
    });
  });
});

describe('cancelRemoval', () => {
  it('puts the node of a machine back that still runs', async () => {
    const labels = { ...ofDemo, [LABELS.machineSet]: 'demo-workers', [LABELS.workerRole]: '' };
    const { machines, state } = machinesOf(cluster, workers, newResource(types.ClusterMachine, { id: 'w', labels }));

    await machines.cancelRemoval('w');

    expect((await state.get(types.MachineSetNode, 'w')).metadata.labels).toEqual(labels);
    await expect(machines.cancelRemoval('gone')).rejects.toMatchObject({ code: 'precondition_failed' });
  });
});

describe('settings', () => {
  it('copy the labels of the image before the first own ones', async () => {
    const { machines, state } = machinesOf(machine('m', { rack: 'r1', [LABELS.available]: '' }));

    await machines.setLabels('m', { row: 'a' });
    await machines.setLabels('m', { rack: null, row: 'b' });

    expect((await state.get(types.MachineLabel, 'm')).metadata.labels).toEqual({ row: 'b' });
  });

  it('wait with kernel arguments until Omni knows the present ones', async () => {
    const { machines, state } = machinesOf(machine('m'));

    const setting = machines.setKernelArgs('m', ['console=ttyS0'], { intervalMs: 5 });
    expect(await state.find(types.KernelArg, 'm')).toBeUndefined();
    await state.modify(types.MachineStatus, 'm', ({ annotations }) => {
      annotations[ANNOTATIONS.kernelArgsInitialized] = '';
    });
    await setting;

    expect((await state.get(types.KernelArg, 'm')).spec.args).toEqual(['console=ttyS0']);
    await expect(
      machinesOf(machine('m')).machines.setKernelArgs('m', [], { timeoutMs: 20, intervalMs: 5 }),
    ).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('replace the install disk as a whole', async () => {
    const { machines, state } = machinesOf(machine('m'));

    await machines.setInstallDisk('m', { disk: '/dev/sda' });
    await machines.setInstallDisk('m', { diskSelector: 'disk.size > 10u * GB' });

    expect((await state.get(types.MachineInstallDiskConfig, 'm')).spec).toMatchObject({
      disk: '',
      diskSelector: 'disk.size > 10u * GB',
    });
  });
});

describe('configuration', () => {
  it('is read with what waits for the machine', async () => {
    const upgrade = { fromVersion: '1', toVersion: '2', fromSchematic: 'a', toSchematic: 'b' };
    const { machines } = machinesOf(
      newResource(types.RedactedClusterMachineConfig, { id: 'm', spec: { data: 'machine: {}\n' } }),
      newResource(types.MachinePendingUpdate, { id: 'm', spec: { configDiff: '+a\n', upgrade } }),
    );

    expect(await machines.config('m')).toBe('machine: {}\n');
    expect(await machines.pendingChanges('m')).toEqual({ upgrade, configDiff: '+a\n' });
    expect(await machines.pendingChanges('other')).toBeUndefined();
  });
});

describe('forget', () => {
  it('removes the link and the patches bound to the machine', async () => {
    const patch = newResource(types.ConfigPatch, { id: 'p', labels: { [LABELS.machine]: 'm' } });
    const { machines, state } = machinesOf(newResource(types.Link, { id: 'm' }), patch);

    await machines.forget('m');

    expect((await state.find(types.Link, 'm'))?.metadata.phase ?? 'gone').not.toBe('running');
    expect(await state.find(types.ConfigPatch, 'p')).toBeUndefined();
  });
});
