import { types } from '../resources/registry.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import { defaultJoinTokenRules, eulaRules, infraProviderRules, joinTokenRules } from './access-rules.ts';
import { extensionsRules, healthCheckRules, manifestGroupRules } from './cluster-part-rules.ts';
import { clusterRules } from './cluster-rules.ts';
import { configPatchRules } from './config-patch-rules.ts';
import { machineClassRules } from './machine-class-rules.ts';
import { forceDestroyRules, infraMachineRules, installDiskRules, kernelArgsRules } from './machine-rules.ts';
import { machineSetNodeRules } from './machine-set-node-rules.ts';
import { machineSetRules } from './machine-set-rules.ts';
import { importedSecretsRules, manualBackupRules, mediaConfigRules, rotationRules } from './operation-rules.ts';
import type { TypeRules } from './type-rules.ts';

const RULES: ReadonlyMap<string, TypeRules<never>> = new Map<string, TypeRules<never>>([
  rulesFor(types.Cluster, clusterRules),
  rulesFor(types.MachineSet, machineSetRules),
  rulesFor(types.MachineSetNode, machineSetNodeRules),
  rulesFor(types.MachineClass, machineClassRules),
  rulesFor(types.ConfigPatch, configPatchRules),
  rulesFor(types.ExtensionsConfiguration, extensionsRules),
  rulesFor(types.KubernetesManifestGroup, manifestGroupRules),
  rulesFor(types.KubernetesHealthCheck, healthCheckRules),
  rulesFor(types.KernelArg, kernelArgsRules),
  rulesFor(types.MachineInstallDiskConfig, installDiskRules),
  rulesFor(types.InfraMachineConfig, infraMachineRules),
  rulesFor(types.NodeForceDestroyRequest, forceDestroyRules),
  rulesFor(types.EtcdManualBackup, manualBackupRules),
  rulesFor(types.RotateTalosCA, rotationRules),
  rulesFor(types.RotateKubernetesCA, rotationRules),
  rulesFor(types.ImportedClusterSecret, importedSecretsRules),
  rulesFor(types.InstallationMediaConfig, mediaConfigRules),
  rulesFor(types.JoinToken, joinTokenRules),
  rulesFor(types.DefaultJoinToken, defaultJoinTokenRules),
  rulesFor(types.InfraProvider, infraProviderRules),
  rulesFor(types.EulaAcceptance, eulaRules),
]);

/** The rules of a type by its full name; the table gives every type the rules for its own spec. */
export function findTypeRules(type: string): TypeRules<unknown> | undefined {
  return RULES.get(type) as TypeRules<unknown> | undefined;
}

/** Full names of the types that have rules beyond those for metadata. */
export function typesWithRules(): readonly string[] {
  return [...RULES.keys()];
}

function rulesFor<Spec>(type: ResourceType<Spec>, rules: TypeRules<Spec>): readonly [string, TypeRules<never>] {
  return [type.type, rules];
}
