import type { ParityRow } from './parity-row.ts';
import { example, TESTS } from './tests.ts';

export const CLUSTER_COMMANDS: readonly ParityRow[] = [
  {
    command: 'cluster status',
    scope: 'L',
    calls: ['omni.clusters.status', 'omni.clusters.waitUntilReady', 'printClusterTree'],
    tests: [TESTS.clusters, TESTS.operations, TESTS.omnictlClusters],
  },
  {
    command: 'cluster delete',
    scope: 'L',
    calls: ['omni.clusters.delete'],
    tests: [TESTS.counterparts, TESTS.omnictlClusters],
  },
  {
    command: 'cluster lock',
    scope: 'L',
    calls: ['omni.clusters.lock'],
    tests: [TESTS.clusters, TESTS.omnictlClusters],
  },
  {
    command: 'cluster unlock',
    scope: 'L',
    calls: ['omni.clusters.unlock'],
    tests: [TESTS.clusters, TESTS.omnictlClusters],
  },
  {
    command: 'cluster machine lock',
    scope: 'L',
    calls: ['omni.clusters.lockMachine'],
    tests: [TESTS.clusters, example('lock-for-maintenance'), TESTS.omnictlClusters],
  },
  {
    command: 'cluster machine unlock',
    scope: 'L',
    calls: ['omni.clusters.unlockMachine'],
    tests: [TESTS.clusters, example('lock-for-maintenance'), TESTS.omnictlClusters],
  },
  {
    command: 'cluster machine delete',
    scope: 'L',
    calls: ['omni.machines.remove'],
    tests: [TESTS.counterparts, TESTS.clusterParity],
  },
  {
    command: 'cluster kubernetes upgrade-pre-checks',
    scope: 'L',
    calls: ['omni.management.kubernetesUpgradePreChecks'],
    tests: [TESTS.counterparts, TESTS.managementCalls, TESTS.omnictlManagement],
  },
  {
    command: 'cluster kubernetes manifest-sync',
    scope: 'L',
    calls: ['omni.management.syncKubernetesManifests'],
    tests: [TESTS.counterparts, TESTS.managementStreams, TESTS.omnictlManagement],
  },
  {
    command: 'cluster secret rotate talos-ca',
    scope: 'L',
    calls: ['omni.clusters.rotateSecret'],
    tests: [TESTS.counterparts, TESTS.clusterParity],
  },
  {
    command: 'cluster secret rotate kubernetes-ca',
    scope: 'L',
    calls: ['omni.clusters.rotateSecret'],
    tests: [TESTS.counterparts],
  },
  {
    command: 'cluster secret rotate status',
    scope: 'L',
    calls: ['omni.clusters.secretRotation'],
    tests: [TESTS.counterparts, TESTS.clusterParity],
  },
  {
    command: 'cluster import',
    scope: 'P',
    calls: ['omni.clusters.import'],
    tests: [TESTS.imports, TESTS.sandboxClusters, TESTS.clusterRuns],
    note: 'takes secrets and versions from you and machines that are connected already; see below',
  },
  {
    command: 'cluster import abort',
    scope: 'L',
    calls: ['omni.clusters.abortImport'],
    tests: [TESTS.imports, TESTS.sandboxClusters, TESTS.clusterRuns],
  },
];
