import type { MachineModel } from '../templates/model/machine.ts';
import type { MachineSetModel } from '../templates/model/machine-set.ts';
import type { Patch } from '../templates/model/patch.ts';
import type { Strategy } from '../templates/model/strategy.ts';
import type { TemplateTarget } from '../templates/target.ts';
import type { Template } from '../templates/template.ts';
import type { LevelSettings, NewCluster, NewClusterMachine, NewControlPlane, NewWorkers } from './new-cluster.ts';

const NO_DESCRIPTORS = { labels: {}, annotations: {} };

/** A new cluster as a template, so that it is checked and written by the same rules as every other. Pure. */
export function clusterTemplate(cluster: NewCluster, target: TemplateTarget): Template {
  const { name, features = {}, backupIntervalMs = 0, workers = [], machines = {} } = cluster;
  return {
    name,
    target,
    files: new Map(),
    documents: [
      {
        kind: 'Cluster',
        name,
        labels: cluster.labels ?? {},
        annotations: cluster.annotations ?? {},
        kubernetes: { version: withV(cluster.kubernetesVersion), manifests: [], healthchecks: [] },
        talos: { version: withV(cluster.talosVersion) },
        features: {
          diskEncryption: features.diskEncryption ?? false,
          enableWorkloadProxy: features.workloadProxy ?? false,
          useEmbeddedDiscoveryService: features.embeddedDiscoveryService ?? false,
          disablePublicDiscoveryService: features.publicDiscoveryServiceDisabled ?? false,
          enableNodeAuditSkip: features.nodeAuditSkip ?? false,
          backupConfiguration: { interval: BigInt(Math.round(backupIntervalMs)) * 1_000_000n },
        },
        ...levelModel(cluster),
        kernelArgs: undefined,
      },
      controlPlaneModel(cluster.controlPlane),
      ...workers.map(workersModel),
      ...Object.entries(machines).map(([id, machine]) => machineModel(id, machine)),
    ],
  };
}

function controlPlaneModel(set: NewControlPlane): MachineSetModel<'ControlPlane'> {
  const { restoreFrom } = set;
  return {
    kind: 'ControlPlane',
    name: '',
    bootstrapSpec: restoreFrom && { clusterUUID: restoreFrom.clusterUuid, snapshot: restoreFrom.snapshot },
    ...setModel(set),
  };
}

function workersModel(set: NewWorkers): MachineSetModel<'Workers'> {
  const name = set.name === 'workers' ? '' : (set.name ?? '');
  return { kind: 'Workers', name, bootstrapSpec: undefined, ...setModel(set) };
}

function setModel({ machines = [], machineClass, strategies = {}, ...level }: NewControlPlane | NewWorkers) {
  return {
    ...NO_DESCRIPTORS,
    machines,
    machineClass,
    updateStrategy: rolling('update' in strategies ? strategies.update : undefined),
    deleteStrategy: rolling('delete' in strategies ? strategies.delete : undefined),
    upgradeStrategy: rolling(strategies.upgrade),
    ...levelModel(level),
    kernelArgs: undefined,
  };
}

function machineModel(name: string, machine: NewClusterMachine): MachineModel {
  const { locked, install, kernelArgs } = machine;
  return {
    kind: 'Machine',
    name,
    ...NO_DESCRIPTORS,
    locked,
    install: { disk: '', diskSelector: '', ...install },
    ...levelModel(machine),
    kernelArgs,
  };
}

function levelModel({ patches = {}, extensions }: LevelSettings) {
  return { patches: Object.entries(patches).map(patchModel), systemExtensions: extensions };
}

function patchModel([name, inline]: [string, string]): Patch {
  return { name, idOverride: '', ...NO_DESCRIPTORS, file: '', inline };
}

function rolling(strategy: { readonly maxParallelism: number } | undefined): Strategy | undefined {
  return strategy && { type: 'Rolling', rolling: strategy };
}

function withV(version: string): string {
  return version.startsWith('v') ? version : `v${version}`;
}
