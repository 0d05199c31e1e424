import { ANNOTATIONS, LABELS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import type { Resource } from '../../resources/resource.ts';
import type { MachineModel } from '../model/machine.ts';
import { printYamlValue } from '../yaml/print.ts';
import { extensionResources, kernelArgsResources } from './extensions.ts';
import { patchResources, WEIGHT, weightedId } from './patches.ts';
import { type Translation, wanted } from './translation.ts';

/** Name of the patch that carries the install disk to an Omni without a resource of its own for it. */
const INSTALL_DISK = 'install-disk';

/** A Machine document: install disk, patches, kernel arguments and extensions of one machine. */
export function machineResources(machine: MachineModel, translation: Translation): Resource[] {
  const { name, patches, systemExtensions, kernelArgs } = machine;
  const labels = { [LABELS.cluster]: translation.clusterName, [LABELS.clusterMachine]: name };
  const args = kernelArgs ?? translation.kernelArgsBySetMachine.get(name) ?? translation.clusterKernelArgs;
  return [
    ...installResources(machine, labels, translation),
    ...patchResources(patches, { weight: WEIGHT.machine, prefix: `cm-${name}`, labels }, translation),
    ...kernelArgsResources(name, args, translation),
    ...extensionResources(systemExtensions, name, labels, translation),
  ];
}

function installResources(
  { name, install }: MachineModel,
  labels: Readonly<Record<string, string>>,
  translation: Translation,
): Resource[] {
  const { disk, diskSelector } = install;
  if (disk === '' && diskSelector === '') return [];
  if (translation.dialect.installDisk === 'install-disk-config') {
    const annotations = { [ANNOTATIONS.managedByTemplates]: '' };
    return [
      wanted(types.MachineInstallDiskConfig, { id: name, annotations, spec: { disk, diskSelector } }, translation),
    ];
  }
  const content = new Map([['machine', new Map([['install', new Map([['disk', disk]])]])]]);
  const patch = {
    id: weightedId(0, `cm-${name}`, INSTALL_DISK),
    labels: { ...labels, [LABELS.systemPatch]: '' },
    annotations: { [ANNOTATIONS.name]: INSTALL_DISK },
    spec: { data: printYamlValue(content, translation.dialect.yamlStyle) },
  };
  return [wanted(types.ConfigPatch, patch, translation)];
}
