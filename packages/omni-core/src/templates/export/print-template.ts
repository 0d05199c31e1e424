import { type GoYamlValue, printGoYaml } from '../../resources/yaml/go-yaml.ts';
import { compareNatural } from '../../resources/yaml/natural-order.ts';
import { printGoDuration } from '../decode/go-duration.ts';
import type { ClusterFeatures, ClusterModel } from '../model/cluster.ts';
import type { Descriptors } from '../model/descriptors.ts';
import type { HealthCheck, Manifest } from '../model/kubernetes.ts';
import type { MachineModel } from '../model/machine.ts';
import type { MachineSetModel } from '../model/machine-set.ts';
import type { Patch } from '../model/patch.ts';
import type { Strategy } from '../model/strategy.ts';
import { dialectOf } from '../target.ts';
import type { Template, TemplateDocument } from '../template.ts';

type Entry = readonly [name: string, value: GoYamlValue | undefined];

/** A template as text, the way omnictl writes it: two spaces, fields in its order, nothing that is unset. */
export function printTemplate({ documents, target }: Pick<Template, 'documents' | 'target'>): string {
  const { yamlStyle: style } = dialectOf(target);
  return documents.map((document) => printGoYaml(printed(document), { indent: 2, style })).join('---\n');
}

function printed(document: TemplateDocument): GoYamlValue {
  switch (document.kind) {
    case 'Cluster':
      return printedCluster(document);
    case 'ControlPlane':
    case 'Workers':
      return printedSet(document);
    case 'Machine':
      return printedMachine(document);
  }
}

function printedCluster(cluster: ClusterModel): GoYamlValue {
  const { manifests, healthchecks, version } = cluster.kubernetes;
  return fields([
    ['kind', cluster.kind],
    ['systemExtensions', cluster.systemExtensions],
    ['name', cluster.name],
    ...descriptorEntries(cluster),
    [
      'kubernetes',
      fields([
        ['version', version],
        ['manifests', filled(manifests.map(printedManifest))],
        ['healthchecks', filled(healthchecks.map(printedHealthCheck))],
      ]),
    ],
    ['talos', fields([['version', cluster.talos.version]])],
    ['features', filledMap(printedFeatures(cluster.features))],
    ['patches', filled(cluster.patches.map(printedPatch))],
    ['kernelArgs', cluster.kernelArgs],
  ]);
}

function printedFeatures({ backupConfiguration, ...features }: ClusterFeatures): ReadonlyMap<string, GoYamlValue> {
  const { interval } = backupConfiguration;
  return fields([
    ['diskEncryption', features.diskEncryption || undefined],
    ['enableWorkloadProxy', features.enableWorkloadProxy || undefined],
    ['useEmbeddedDiscoveryService', features.useEmbeddedDiscoveryService || undefined],
    ['disablePublicDiscoveryService', features.disablePublicDiscoveryService || undefined],
    ['enableNodeAuditSkip', features.enableNodeAuditSkip || undefined],
    ['backupConfiguration', interval > 0n ? fields([['interval', printGoDuration(interval)]]) : undefined],
  ]);
}

function printedSet(set: MachineSetModel): GoYamlValue {
  const { bootstrapSpec, machineClass } = set;
  return fields([
    ['kind', set.kind],
    ['systemExtensions', set.systemExtensions],
    ['name', set.name || undefined],
    ...descriptorEntries(set),
    ['bootstrapSpec', bootstrapSpec && fields(Object.entries(bootstrapSpec))],
    ['machines', filled(set.machines)],
    [
      'machineClass',
      machineClass &&
        fields([
          ['name', machineClass.name],
          ['size', typeof machineClass.size === 'number' ? BigInt(machineClass.size) : machineClass.size],
        ]),
    ],
    ['updateStrategy', printedStrategy(set.updateStrategy)],
    ['deleteStrategy', printedStrategy(set.deleteStrategy)],
    ['upgradeStrategy', printedStrategy(set.upgradeStrategy)],
    ['patches', filled(set.patches.map(printedPatch))],
    ['kernelArgs', set.kernelArgs],
  ]);
}

function printedStrategy(strategy: Strategy | undefined): GoYamlValue | undefined {
  if (strategy === undefined) return undefined;
  const { type, rolling } = strategy;
  return fields([
    ['type', type],
    [
      'rolling',
      rolling && fields([['maxParallelism', rolling.maxParallelism ? BigInt(rolling.maxParallelism) : undefined]]),
    ],
  ]);
}

function printedMachine(machine: MachineModel): GoYamlValue {
  const { disk, diskSelector } = machine.install;
  const install = fields([
    ['disk', disk || undefined],
    ['diskSelector', diskSelector || undefined],
  ]);
  return fields([
    ['kind', machine.kind],
    ['systemExtensions', machine.systemExtensions],
    ['name', machine.name],
    ...descriptorEntries(machine),
    ['locked', machine.locked || undefined],
    ['install', filledMap(install)],
    ['patches', filled(machine.patches.map(printedPatch))],
    ['kernelArgs', machine.kernelArgs],
  ]);
}

function printedPatch(patch: Patch): GoYamlValue {
  return fields([
    ['name', patch.name || undefined],
    ['idOverride', patch.idOverride || undefined],
    ...descriptorEntries(patch),
    ['file', patch.file || undefined],
    ['inline', patch.inline],
  ]);
}

function printedManifest(manifest: Manifest): GoYamlValue {
  return fields([
    ['inline', manifest.inline],
    ...descriptorEntries(manifest),
    ['name', manifest.name || undefined],
    ['file', manifest.file || undefined],
    ['mode', manifest.mode],
  ]);
}

function printedHealthCheck(check: HealthCheck): GoYamlValue {
  return fields([
    ...descriptorEntries(check),
    ['idOverride', check.idOverride || undefined],
    ['name', check.name || undefined],
    ['job', check.job],
    ['file', check.file || undefined],
    ['interval', check.interval > 0n ? printGoDuration(check.interval) : undefined],
  ]);
}

function descriptorEntries({ labels, annotations }: Descriptors): Entry[] {
  return [
    ['labels', filledMap(sortedMap(labels))],
    ['annotations', filledMap(sortedMap(annotations))],
  ];
}

function sortedMap(map: Readonly<Record<string, string>>): ReadonlyMap<string, GoYamlValue> {
  return new Map(Object.entries(map).toSorted(([left], [right]) => compareNatural(left, right)));
}

function fields(entries: readonly Entry[]): ReadonlyMap<string, GoYamlValue> {
  return new Map(entries.filter((entry): entry is readonly [string, GoYamlValue] => entry[1] !== undefined));
}

function filled(items: readonly GoYamlValue[]): readonly GoYamlValue[] | undefined {
  return items.length === 0 ? undefined : items;
}

function filledMap(map: ReadonlyMap<string, GoYamlValue>): ReadonlyMap<string, GoYamlValue> | undefined {
  return map.size === 0 ? undefined : map;
}
