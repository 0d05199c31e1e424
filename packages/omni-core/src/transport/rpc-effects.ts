import { authService, managementService, resourceService, stateService } from '../wire/services.ts';

/**
 * What a call does to Omni: nothing (`reads`, and `follows` for calls that wait for what happens), something that its
 * request decides (`depends`), or a change (`writes`).
 */
export type RpcEffect = 'reads' | 'follows' | 'depends' | 'writes';

const { kubeconfig, talosconfig, getBootAssetURL, getMachineJoinConfig, kubernetesSyncManifests } = managementService;

const METHODS: Readonly<Record<Exclude<RpcEffect, 'writes'>, readonly { readonly path: string }[]>> = {
  reads: [
    stateService.get,
    stateService.list,
    resourceService.get,
    resourceService.list,
    resourceService.controllers,
    resourceService.dependencyGraph,
    managementService.kubernetesUpgradePreChecks,
    managementService.listServiceAccounts,
    managementService.listUsers,
    managementService.omniconfig,
    managementService.validateConfig,
    managementService.validateJSONSchema,
  ],
  follows: [
    stateService.watch,
    resourceService.watch,
    managementService.machineLogs,
    managementService.readAuditLog,
    managementService.getSupportBundle,
    authService.awaitPublicKeyConfirmation,
  ],
  // Credentials that some kinds of request hand out, a schematic that may be made, and a run that may be dry.
  depends: [kubeconfig, talosconfig, getBootAssetURL, getMachineJoinConfig, kubernetesSyncManifests],
};

const EFFECTS: ReadonlyMap<string, RpcEffect> = new Map(
  Object.entries(METHODS).flatMap(([effect, methods]) => methods.map(({ path }) => [path, effect as RpcEffect])),
);

/** What the call of a method does. What nobody here has looked at counts as a change. */
export function rpcEffect(path: string): RpcEffect {
  return EFFECTS.get(path) ?? 'writes';
}
