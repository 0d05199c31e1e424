import type { TemplateTarget } from '@fleetwright/omni-core';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Accounts } from '../auth/accounts.ts';
import type { MachineLogs } from '../machine-log/machine-logs.ts';
import type { Call } from '../server/call.ts';
import { header } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import type { TypedStore } from '../store/typed-store.ts';
import type { AppliedManifests } from './bootstrap-manifests.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** What the management RPCs work with. */
export interface ManagementContext {
  readonly store: TypedStore;
  readonly accounts: Accounts;
  readonly tokens: TokenIssuer;
  readonly audit: AuditLog;
  readonly machineLogs: MachineLogs;
  readonly manifests: AppliedManifests;
  /** Release whose rules for config patches apply. */
  readonly rules: TemplateTarget;
  /** Name of the instance; Omni calls it the account. */
  readonly instanceName: string;
  /** URL clients reach this server by. */
  readonly endpoint: () => string;
}

/**
 * Name of the cluster a call is about. It travels in a header, so that it is signed.
 * @throws {StatusError} INVALID_ARGUMENT when there is none
 */
export function requiredCluster({ metadata }: Call): string {
  const cluster = requestedCluster(metadata);
  if (cluster === undefined) throw new StatusError('INVALID_ARGUMENT', 'unable to extract request context');
  return cluster;
}

/** Like {@link requiredCluster} for calls that may be about no cluster. */
export function requestedCluster(metadata: Call['metadata']): string | undefined {
  return header(metadata, 'cluster') ?? header(metadata, 'context');
}
