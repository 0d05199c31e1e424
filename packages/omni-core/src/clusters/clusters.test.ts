import { describe, expect, it } from 'vitest';
import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { withMetadata } from '../resources/stored-resource.ts';
import { MemoryState } from '../testing/memory-state.ts';
import {
  ClusterMachineStatusSpec,
  ClusterStatusSpec,
  KubernetesUpgradeStatusSpec,
  MachineSetPhase,
  TalosUpgradeStatusSpec,
} from '../wire/gen/specs.ts';
import { Clusters } from './clusters.ts';

const ofDemo = { [LABELS.cluster]: 'demo' };
const machines = { total: 2, healthy: 2, connected: 2, requested: 2 };

const cluster = newResource(types.Cluster, {
  id: 'demo',
  spec: { kubernetesVersion: '1.32.0', talosVersion: '1.9.0' },
});
const machineSet = (name: string, role: string, ready = true) =>
  newResource(types.MachineSetStatus, {
    id: `demo-${name}`,
    labels: { ...ofDemo, [role]: '' },
    spec: { phase: MachineSetPhase.Running, ready, machines: { total: 1, healthy: ready ? 1 : 0 } },
  });
const healthy = [
  cluster,
  newResource(types.ClusterStatus, {
    id: 'demo',
    labels: ofDemo,
    spec: { phase: ClusterStatusSpec.Phase.RUNNING, ready: true, machines },
  }),
  machineSet('workers', 'omni.sidero.dev/role-worker'),
  machineSet('control-planes', LABELS.controlPlaneRole),
  newResource(types.ClusterMachineStatus, {
    id: 'machine-1',
    labels: { ...ofDemo, [LABELS.hostname]: 'node-1', [LABELS.machineSet]: 'demo-workers' },
    annotations: { [ANNOTATIONS.locked]: '' },
    spec: { stage: ClusterMachineStatusSpec.Stage.RUNNING, ready: true, configUpToDate: true },
  }),
];

describe('status', () => {
  it('reports a healthy cluster in one place', async () => {
    const report = await new Clusters(new MemoryState({ resources: healthy })).status('demo');

    expect(report).toMatchObject({
      cluster: 'demo',
      phase: 'RUNNING',
      healthy: true,
      reasons: [],
      kubernetesVersion: '1.32.0',
      machineCounts: machines,
      machineSets: [
        { id: 'demo-control-planes', controlPlane: true, phase: 'Running' },
        { id: 'demo-workers', controlPlane: false },
      ],
      machines: [{ id: 'machine-1', hostname: 'node-1', stage: 'RUNNING', locked: true }],
      kubernetesUpgrade: undefined,
    });
  });

  it('says in words what keeps a cluster from being healthy', async () => {
    const resources = [
      cluster,
      machineSet('workers', 'omni.sidero.dev/role-worker', false),
      newResource(types.KubernetesUpgradeStatus, {
        id: 'demo',
        spec: { phase: KubernetesUpgradeStatusSpec.Phase.Upgrading, step: 'updating kubelet' },
      }),
    ];

    const report = await new Clusters(new MemoryState({ resources })).status('demo');

    expect(report.healthy).toBe(false);
    expect(report.reasons).toEqual([
      'cluster is UNKNOWN',
      'cluster is not ready (0 of 0 machines healthy)',
      'machine set demo-workers is not ready',
      'Kubernetes upgrade is Upgrading: updating kubelet',
    ]);
  });

  it('rejects for a cluster that does not exist', async () => {
    await expect(new Clusters(new MemoryState()).status('demo')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('waitUntilReady', () => {
  it('returns the first healthy report and tells what happened until then', async () => {
    const state = new MemoryState({ resources: [cluster] });
    const phases: string[] = [];

    const waiting = new Clusters(state).waitUntilReady('demo', {
      intervalMs: 10,
      onProgress: ({ phase }) => void phases.push(phase),
    });
    await expect.poll(() => phases.length).toBe(1);
    for (const resource of healthy.slice(1)) await state.create<unknown>(resource);
    const report = await waiting;

    expect(report.healthy).toBe(true);
    expect(phases.at(0)).toBe('UNKNOWN');
    expect(phases.at(-1)).toBe('RUNNING');
  });

  it('waits until the statuses know of the versions, sets and machines that are asked for', async () => {
    const labels = { ...ofDemo, [LABELS.workerRole]: '' };
    const upgraded = (lastUpgradeVersion: string) =>
      newResource(types.TalosUpgradeStatus, {
        id: 'demo',
        spec: { phase: TalosUpgradeStatusSpec.Phase.Done, lastUpgradeVersion },
      });
    const leaving = withMetadata(newResource(types.MachineSetNode, { id: 'machine-1', labels }), {
      phase: 'tearingDown',
      finalizers: ['controller'],
    });
    const state = new MemoryState({
      resources: [
        ...healthy,
        upgraded('1.8.9'),
        newResource(types.MachineSet, { id: 'demo-more', labels }),
        newResource(types.MachineSetNode, { id: 'machine-2', labels }),
        leaving,
      ],
    });
    const clusters = new Clusters(state);
    const fast = { intervalMs: 10, timeoutMs: 60 };

    const unseen = await clusters.waitUntilReady('demo', fast).catch((error: Error) => error.message);
    await state.modify(types.TalosUpgradeStatus, 'demo', (draft) => {
      draft.spec.lastUpgradeVersion = '1.9.0';
    });
    await state.create(machineSet('more', LABELS.workerRole));
    await state.create(newResource(types.ClusterMachineStatus, { id: 'machine-2', labels }));
    await state.destroy(types.ClusterMachineStatus, 'machine-1');
    const report = await clusters.waitUntilReady('demo', { intervalMs: 10 });

    expect(unseen).toContain(
      'Talos is to become 1.9.0; machine set demo-more is to come; machine machine-1 is to go; machine machine-2 is to come',
    );
    expect(report).toMatchObject({ healthy: true, reasons: [] });
  });

  it('is not taken in by what was before a change', async () => {
    const state = new MemoryState({ resources: healthy });
    const seen: boolean[] = [];
    const show = (ready: boolean) =>
      state.modify(types.ClusterStatus, 'demo', ({ spec }) => {
        spec.ready = ready;
      });

    await new Clusters(state).waitUntilReady('demo', {
      intervalMs: 50,
      onProgress: ({ ready }) => {
        seen.push(ready);
        // Omni sees the change only after the first look, and later that it is done.
        if (seen.length < 3) void show(!ready);
      },
    });

    expect(seen).toEqual([true, false, true]);
  });

  it('takes the first look for good when told to', async () => {
    const state = new MemoryState({ resources: healthy });
    const start = performance.now();

    await new Clusters(state).waitUntilReady('demo', { intervalMs: 60_000, settleMs: 0 });

    expect(performance.now() - start).toBeLessThan(30_000);
  });

  it('names what is missing when the time is up, and stops when told to', async () => {
    const clusters = new Clusters(new MemoryState({ resources: [cluster] }));

    await expect(clusters.waitUntilReady('demo', { timeoutMs: 30, intervalMs: 10 })).rejects.toMatchObject({
      code: 'deadline_exceeded',
      message: expect.stringContaining('cluster is UNKNOWN'),
    });
    await expect(clusters.waitUntilReady('demo', { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('locks', () => {
  const worker = newResource(types.MachineSetNode, { id: 'machine-1', labels: ofDemo });
  const controlPlane = newResource(types.MachineSetNode, {
    id: 'machine-0',
    labels: { ...ofDemo, [LABELS.controlPlaneRole]: '' },
  });

  it('lock and unlock a cluster, ending an import in the same update', async () => {
    const importing = newResource(types.Cluster, {
      id: 'demo',
      annotations: { [ANNOTATIONS.clusterImportInProgress]: '', other: 'x' },
    });
    const state = new MemoryState();
    await state.create(importing);
    const clusters = new Clusters(state);

    await clusters.lock('demo');
    const locked = await state.get(types.Cluster, 'demo');
    await clusters.unlock('demo');
    const unlocked = await state.get(types.Cluster, 'demo');

    expect(locked.metadata.annotations).toHaveProperty([ANNOTATIONS.clusterLocked], '');
    expect(unlocked.metadata.annotations).toEqual({ other: 'x' });
  });

  it('lock and unlock a worker', async () => {
    const state = new MemoryState();
    await state.create(worker);
    const clusters = new Clusters(state);

    await clusters.lockMachine('machine-1');
    const locked = await state.get(types.MachineSetNode, 'machine-1');
    await clusters.unlockMachine('machine-1');
    const unlocked = await state.get(types.MachineSetNode, 'machine-1');

    expect(locked.metadata.annotations).toEqual({ [ANNOTATIONS.locked]: '' });
    expect(unlocked.metadata.annotations).toEqual({});
  });

  it('refuse a control plane machine and say what to do instead', async () => {
    const clusters = new Clusters(new MemoryState({ resources: [controlPlane] }));

    await expect(clusters.lockMachine('machine-0')).rejects.toMatchObject({
      code: 'invalid_argument',
      hint: expect.stringContaining('lock the cluster'),
    });
  });
});
