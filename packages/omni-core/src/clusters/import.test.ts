import { describe, expect, it } from 'vitest';
import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { MemoryState } from '../testing/memory-state.ts';
import { Clusters } from './clusters.ts';
import type { ExistingCluster } from './import-cluster.ts';

const [FIRST, SECOND] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
const known = [FIRST, SECOND].map((id) => newResource(types.MachineStatus, { id }));
const existing: ExistingCluster = {
  name: 'old',
  kubernetesVersion: 'v1.34.1',
  talosVersion: '1.11.3',
  secretsBundle: 'cluster: {id: canary-secret}',
  controlPlanes: [FIRST],
  workers: [SECOND],
  patches: { [SECOND]: 'machine:\n  env:\n    A: b\n' },
};
const imported = [
  newResource(types.Cluster, { id: 'old', annotations: { [ANNOTATIONS.clusterLocked]: '' } }),
  newResource(types.ClusterStatus, { id: 'old', labels: { [LABELS.taintedByImporting]: '' } }),
  newResource(types.MachineSetNode, { id: FIRST, labels: { [LABELS.cluster]: 'old' } }),
  newResource(types.MachineSetNode, { id: SECOND, labels: { [LABELS.cluster]: 'other' } }),
];

function clustersOf(...resources: readonly Resource<unknown>[]) {
  const order: string[] = [];
  const state = new MemoryState({
    resources,
    intercept: ({ method, type }) => {
      if (method === 'create') order.push(type.replace(/\..*/, ''));
    },
  });
  return { state, clusters: new Clusters(state), order };
}

describe('import', () => {
  it('creates secrets first, and everything else locked', async () => {
    const { clusters, state, order } = clustersOf(...known);

    await clusters.import(existing);

    expect(order).toEqual([
      'ImportedClusterSecrets',
      'Clusters',
      'MachineSets',
      'MachineSets',
      'MachineSetNodes',
      'MachineSetNodes',
      'ConfigPatches',
    ]);
    expect((await state.get(types.Cluster, 'old')).metadata.annotations).toEqual({
      [ANNOTATIONS.clusterLocked]: '',
      [ANNOTATIONS.clusterImportInProgress]: '',
    });
    expect((await state.get(types.ConfigPatch, `500-cm-${SECOND}-imported`)).metadata.labels).toEqual({
      [LABELS.cluster]: 'old',
      [LABELS.clusterMachine]: SECOND,
    });
  });

  it('completes a broken-off attempt', async () => {
    const secrets = newResource(types.ImportedClusterSecret, { id: 'old', spec: { data: 'x: y' } });
    const { clusters, state } = clustersOf(...known, secrets);

    await clusters.import(existing);

    expect((await state.get(types.ImportedClusterSecret, 'old')).spec.data).toBe('x: y');
    expect((await state.list(types.MachineSetNode)).length).toBe(2);
  });

  it('writes nothing for machines Omni does not know, nor for secrets that are none', async () => {
    const { clusters, order } = clustersOf(...known.slice(1));

    await expect(clusters.import(existing)).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining(FIRST),
    });
    const error: unknown = await clusters.import({ ...existing, secretsBundle: 'canary-secret' }).catch((e) => e);

    expect(error).toMatchObject({ code: 'validation_failed' });
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('canary');
    expect(order).toEqual([]);
  });
});

describe('abortImport', () => {
  it('takes the cluster and the links of its machines away, and no others', async () => {
    const links = [FIRST, SECOND].map((id) => newResource(types.Link, { id }));
    const { clusters, state } = clustersOf(...imported, ...links);

    await clusters.abortImport('old');

    expect(await state.find(types.Cluster, 'old')).toBeUndefined();
    expect((await state.list(types.Link)).map(({ metadata: { id, phase } }) => [id, phase])).toEqual([
      [FIRST, 'tearingDown'],
      [SECOND, 'running'],
    ]);
  });

  it('does not mind a machine whose link is gone', async () => {
    const { clusters } = clustersOf(...imported);

    await expect(clusters.abortImport('old')).resolves.toBeUndefined();
  });

  it.each<[string, readonly Resource[], string]>([
    ['a cluster there is not', [], 'not_found'],
    ['a cluster that was not imported', imported.slice(0, 1), 'precondition_failed'],
    [
      'a cluster that is unlocked',
      [newResource(types.Cluster, { id: 'old' }), ...imported.slice(1)],
      'precondition_failed',
    ],
  ])('keeps its hands off %s', async (_name, resources, code) => {
    const { clusters, state } = clustersOf(...resources);

    await expect(clusters.abortImport('old')).rejects.toMatchObject({ code });

    expect((await state.list(types.Cluster)).every(({ metadata }) => metadata.phase === 'running')).toBe(true);
  });
});
