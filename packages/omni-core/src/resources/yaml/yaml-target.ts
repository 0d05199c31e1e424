import type { GoYamlStyle } from './scalar-text.ts';

/** Which Omni a YAML text has to match: releases 1.9 and 1.10, and what follows 1.10 on the main branch. */
export type YamlTarget = '1.9' | '1.10' | 'next';

/** Used when nobody says otherwise. */
export const DEFAULT_YAML_TARGET: YamlTarget = '1.10';

/** Fields that appeared after 1.9, by the release that brought them. Their order is the one of the contract. */
const ADDED: Readonly<Record<Exclude<YamlTarget, '1.9'>, Readonly<Record<string, readonly string[]>>>> = {
  '1.10': {
    'specs.AuthConfigSpec': ['hasInitialUser'],
    'specs.ClusterMachineConfigStatusSpec': ['preRebootBootId', 'appliedHighPriorityConfigHash', 'imageFactoryHost'],
    'specs.ClusterMachineIdentitySpec': ['discoveryServiceEndpoints'],
    'specs.ClusterSpec.Features': ['disablePublicDiscoveryService'],
    'specs.ClusterStatusSpec': ['disablePublicDiscoveryService', 'initialTalosVersion'],
    'specs.DiscoveryAffiliateDeleteTaskSpec': ['discoveryServiceEndpoints'],
    'specs.FeaturesConfigSpec': ['secondaryImageFactoryBaseUrl', 'secondaryImageFactoryPxeBaseUrl'],
    'specs.InfraProviderCombinedStatusSpec': ['version'],
    'specs.InfraProviderStatusSpec': ['version'],
    'specs.InstallationMediaConfigSpec': ['imageFactoryUrl'],
    'specs.MachineConfigDiffSpec': ['compressedDiff'],
    'specs.MachineConfigGenOptionsSpec.InstallImage': ['imageFactoryHost'],
    'specs.MachinePendingUpdatesSpec': ['compressedConfigDiff'],
    'specs.MachineStatusSnapshotSpec': ['bootId'],
    'specs.MachineStatusSpec': ['talosVersionName'],
    'specs.SecurityState': ['fipsState'],
    'specs.TalosVersionSpec': ['imageFactoryUrl', 'isEnterprise'],
  },
  next: {
    'specs.ClusterMachineConfigSpec': ['installDisk'],
    'specs.MachineStatusSpec.HardwareStatus.BlockDevice': [
      'devPath',
      'ioSize',
      'sectorSize',
      'modalias',
      'subSystem',
      'rotational',
      'cdrom',
      'prettySize',
      'secondaryDisks',
      'symlinks',
      'firmwareVersion',
    ],
  },
};

/** False for a field the given release does not have yet, so its YAML does not print it. */
export function isPrinted(message: string, field: string, target: YamlTarget): boolean {
  if (target !== 'next' && ADDED.next[message]?.includes(field)) return false;
  return !(target === '1.9' && ADDED['1.10'][message]?.includes(field));
}

/** How the YAML library inside that release writes. */
export function yamlStyleOf(target: YamlTarget): GoYamlStyle {
  return target === '1.9' ? 'rc4' : 'rc6';
}
