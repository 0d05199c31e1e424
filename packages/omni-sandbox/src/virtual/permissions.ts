import type { specs } from '@fleetwright/omni-core/wire';
import { type Caller, roleAtLeast } from '../auth/role.ts';

/** What the caller may do anywhere, as the UI asks. */
export function permissions({ role }: Caller): specs.PermissionsSpec {
  const reader = roleAtLeast(role, 'Reader');
  const operator = roleAtLeast(role, 'Operator');
  const admin = role === 'Admin';
  return {
    canReadClusters: reader,
    canCreateClusters: operator,
    canManageUsers: admin,
    canReadMachines: reader,
    canRemoveMachines: operator,
    canReadMachineLogs: reader,
    canReadMachineConfigPatches: reader,
    canManageMachineConfigPatches: operator,
    canManageBackupStore: admin,
    canAccessMaintenanceNodes: operator,
    canReadAuditLog: admin || role === 'Auditor',
    canReadJoinTokens: reader,
    canManageJoinTokens: admin,
    canReadInstallationMedia: reader,
    canManageInstallationMedia: operator,
  };
}

/** What the caller may do on a cluster. Without access policies it is the same for all of them. */
export function clusterPermissions({ role }: Caller): specs.ClusterPermissionsSpec {
  const reader = roleAtLeast(role, 'Reader');
  const operator = roleAtLeast(role, 'Operator');
  return {
    canAddMachines: operator,
    canRemoveMachines: operator,
    canRebootMachines: operator,
    canUpdateKubernetes: operator,
    canDownloadKubeconfig: reader,
    canSyncKubernetesManifests: operator,
    canUpdateTalos: operator,
    canDownloadTalosconfig: reader,
    canReadConfigPatches: reader,
    canManageConfigPatches: operator,
    canManageClusterFeatures: operator,
    canDownloadSupportBundle: operator,
    canReadMachineConfig: reader,
    canManageMachineConfig: operator,
    canReadKernelArgs: reader,
    canManageKernelArgs: operator,
    canReadMachinePendingUpdates: reader,
    canReadKubernetesManifests: reader,
  };
}
