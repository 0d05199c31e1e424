import { managementService, resourceService, stateService } from '../wire/services.ts';

/**
 * Calls that only read: sending one twice does nothing more than sending it once. Watches and other streams that go on
 * for ever are missing on purpose: they have their own way back, which knows what was delivered.
 */
const READS: ReadonlySet<string> = new Set(
  [
    stateService.get,
    stateService.list,
    resourceService.get,
    resourceService.list,
    resourceService.controllers,
    resourceService.dependencyGraph,
    managementService.getBootAssetURL,
    managementService.kubernetesUpgradePreChecks,
    managementService.listServiceAccounts,
    managementService.listUsers,
    managementService.omniconfig,
    managementService.validateConfig,
    managementService.validateJSONSchema,
  ].map(({ path }) => path),
);

/** True when a call may be sent again although it may have arrived. */
export function isRepeatable(method: string): boolean {
  return READS.has(method);
}
