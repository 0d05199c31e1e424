import { managementService } from '@fleetwright/omni-core/wire';
import type { Route } from '../server/call.ts';
import { streamRoute } from '../server/stream-route.ts';
import { unaryRoute } from '../server/unary-route.ts';
import { checkConfigPatch } from '../validation/config-patch.ts';
import {
  createServiceAccount,
  createUser,
  destroyServiceAccount,
  destroyUser,
  listServiceAccounts,
  listUsers,
  renewServiceAccount,
  updateUser,
} from './account-handlers.ts';
import { omniconfig, talosconfig } from './client-configs.ts';
import { createJoinToken, machineJoinConfig, resetNodeUniqueToken } from './join-tokens.ts';
import { validateJsonSchema } from './json-schema.ts';
import { kubeconfig } from './kubeconfig.ts';
import { powerOff, powerOn } from './machine-power.ts';
import { MaintenanceLifecycle, maintenanceUpgrade } from './maintenance.ts';
import type { ManagementContext } from './management-context.ts';
import { readAuditLog } from './read-audit-log.ts';
import { bootAssetUrl, createSchematic, createSchematicFromRaw } from './schematics.ts';
import { sendMachineLogs } from './send-machine-logs.ts';
import { sendSupportBundle } from './support-bundle.ts';
import { syncManifests } from './sync-manifests.ts';
import { upgradePreChecks } from './upgrade-pre-checks.ts';

/** The RPCs of `management.ManagementService`, all of them. */
export function managementRoutes(context: ManagementContext): Route[] {
  return [...configRoutes(context), ...accountRoutes(context), ...clusterRoutes(context), ...machineRoutes(context)];
}

function configRoutes(context: ManagementContext): Route[] {
  const service = managementService;
  return [
    unaryRoute(service.kubeconfig, async (call, request) => ({
      kubeconfig: Buffer.from(await kubeconfig(context, call, request)),
    })),
    unaryRoute(service.talosconfig, (call, request) => ({
      talosconfig: Buffer.from(talosconfig(context, call, request)),
    })),
    unaryRoute(service.omniconfig, (call) => ({ omniconfig: Buffer.from(omniconfig(context, call)) })),
    unaryRoute(service.validateConfig, (_call, { config }) => {
      checkConfigPatch(config, context.rules);
      return {};
    }),
    unaryRoute(service.validateJSONSchema, (_call, request) => validateJsonSchema(request)),
    unaryRoute(service.createSchematic, (call, request) => createSchematic(context, call, request)),
    unaryRoute(service.createSchematicFromRaw, (call, request) => createSchematicFromRaw(call, request)),
    unaryRoute(service.getBootAssetURL, (call, request) => bootAssetUrl(call, request)),
  ];
}

function accountRoutes(context: ManagementContext): Route[] {
  const service = managementService;
  return [
    unaryRoute(service.createServiceAccount, (call, request) => createServiceAccount(context, call, request)),
    unaryRoute(service.renewServiceAccount, (call, request) => renewServiceAccount(context, call, request)),
    unaryRoute(service.listServiceAccounts, (call) => listServiceAccounts(context, call)),
    unaryRoute(service.destroyServiceAccount, (call, request) => destroyServiceAccount(context, call, request)),
    unaryRoute(service.createUser, (call, request) => createUser(context, call, request)),
    unaryRoute(service.listUsers, (call) => listUsers(context, call)),
    unaryRoute(service.updateUser, (call, request) => updateUser(context, call, request)),
    unaryRoute(service.destroyUser, (call, request) => destroyUser(context, call, request)),
    unaryRoute(service.createJoinToken, (call, request) => createJoinToken(context, call, request)),
    streamRoute(service.readAuditLog, (call, request, send) => readAuditLog(context, call, request, send)),
  ];
}

function clusterRoutes(context: ManagementContext): Route[] {
  const service = managementService;
  return [
    unaryRoute(service.kubernetesUpgradePreChecks, (call, request) => upgradePreChecks(context, call, request)),
    streamRoute(service.kubernetesSyncManifests, (call, request, send) => syncManifests(context, call, request, send)),
    streamRoute(service.getSupportBundle, (call, request, send) => sendSupportBundle(context, call, request, send)),
  ];
}

function machineRoutes(context: ManagementContext): Route[] {
  const service = managementService;
  const lifecycle = new MaintenanceLifecycle();
  return [
    streamRoute(service.machineLogs, (call, request, send) => sendMachineLogs(context, call, request, send)),
    unaryRoute(service.maintenanceUpgrade, (call, request) => maintenanceUpgrade(context, call, request)),
    streamRoute(service.maintenanceLifecycle, (call, request, send) => lifecycle.run(context, call, request, send)),
    unaryRoute(service.getMachineJoinConfig, (call, request) => machineJoinConfig(context, call, request)),
    unaryRoute(service.resetNodeUniqueToken, (call, request) => resetNodeUniqueToken(context, call, request)),
    unaryRoute(service.machinePowerOff, (call, { machineId }) => powerOff(context, call, machineId)),
    unaryRoute(service.machinePowerOn, (call, { machineId }) => powerOn(context, call, machineId)),
  ];
}
