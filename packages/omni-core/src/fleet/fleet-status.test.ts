import { describe, expect, it } from 'vitest';
import { Clusters } from '../clusters/clusters.ts';
import { LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { MemoryState, type StateCall } from '../testing/memory-state.ts';
import { ClusterStatusSpec, MachineSetPhase } from '../wire/gen/specs.ts';
import { readFleetStatus } from './fleet-status.ts';

/** One cluster, ready or not, with a control plane of one machine. */
function clusterOf(id: string, ready: boolean): Resource[] {
  const labels = { [LABELS.cluster]: id };
  const roles = { ...labels, [LABELS.controlPlaneRole]: '' };
  return [
    newResource(types.Cluster, { id, spec: { kubernetesVersion: '1.34.1', talosVersion: '1.11.3' } }),
    newResource(types.ClusterStatus, { id, spec: { phase: ClusterStatusSpec.Phase.RUNNING, ready } }),
    newResource(types.MachineSetStatus, {
      id: `${id}-control-planes`,
      labels: roles,
      spec: { phase: MachineSetPhase.Running, ready: true },
    }),
    newResource(types.ClusterMachineStatus, { id: `${id}-m1`, labels: roles, spec: { ready: true } }),
    newResource(types.LoadBalancerStatus, { id, spec: { healthy: ready } }),
  ] as Resource[];
}

const names = Array.from({ length: 20 }, (_, number) => `cluster-${String(number).padStart(2, '0')}`);

function fleet(asked: StateCall[] = []): MemoryState {
  return new MemoryState({
    resources: names.flatMap((name, index) => clusterOf(name, index !== 3)),
    intercept: (call) => void asked.push(call),
  });
}

describe('readFleetStatus', () => {
  it('says of every cluster what is said of it alone', async () => {
    const state = fleet();
    const clusters = new Clusters(state);

    const { clusters: found, healthy } = await readFleetStatus(state);

    expect(found.map(({ report }) => report)).toEqual(await Promise.all(names.map((name) => clusters.status(name))));
    expect(found.map(({ findings }) => findings)).toEqual(
      await Promise.all(names.map((name) => clusters.health(name))),
    );
    expect(healthy).toBe(19);
  });

  it('asks once for each type, however many clusters there are', async () => {
    const asked: StateCall[] = [];

    await readFleetStatus(fleet(asked));

    expect(asked.map(({ method }) => method)).toEqual(asked.map(() => 'list'));
    expect(asked).toHaveLength(new Set(asked.map(({ type }) => type)).size);
  });

  it('keeps to the clusters that are asked for, and names those that are missing', async () => {
    const status = await readFleetStatus(fleet(), { clusters: ['cluster-03', 'gone'] });

    expect(status.clusters.map(({ report }) => report.cluster)).toEqual(['cluster-03']);
    expect(status).toMatchObject({ missing: ['gone'], healthy: 0 });
  });

  it('is empty without clusters', async () => {
    expect(await readFleetStatus(new MemoryState())).toEqual({ clusters: [], missing: [], healthy: 0 });
  });
});
