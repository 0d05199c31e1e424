import { LABELS, types } from '@fleetwright/omni-core';
import type { Caller } from '../auth/role.ts';
import type { StoredResource } from '../store/stored-resource.ts';

/** What can happen, in the words of the log. */
export type AuditEventType =
  | 'create'
  | 'update'
  | 'update_with_conflicts'
  | 'destroy'
  | 'teardown'
  | 'talos_access'
  | 'k8s_access'
  | 'audit_log_access';

/** What happened, before it has a place in the log. */
export interface AuditEvent {
  readonly type: AuditEventType;
  readonly caller: Caller;
  readonly resourceType?: string;
  readonly resourceId?: string;
  readonly cluster?: string;
  /** More than who did it; see {@link describeChange}. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An event in the log. */
export interface AuditRecord extends AuditEvent {
  /** Position; the first is 1. */
  readonly id: bigint;
  readonly timeMs: number;
  /** The event as the log shows it: JSON with a line end. */
  readonly line: string;
}

/** Names under which the log describes resources. */
const DETAIL_NAMES: Readonly<Record<string, string>> = {
  [types.Cluster.type]: 'cluster',
  [types.MachineSet.type]: 'machine_set',
  [types.MachineSetNode.type]: 'machine_set_node',
  [types.ConfigPatch.type]: 'config_patch',
  [types.MachineLabel.type]: 'machine_labels',
  [types.AccessPolicy.type]: 'access_policy',
};

/** Types whose ids are secrets. */
const SECRET_IDS: ReadonlySet<string> = new Set([types.JoinToken.type, types.JoinTokenStatus.type]);

/** A write to a resource as an event. The spec stays out: patches hold secrets. */
export function describeChange(caller: Caller, type: AuditEventType, resource: StoredResource): AuditEvent {
  const { type: resourceType, id, labels } = resource;
  const cluster = resourceType === types.Cluster.type ? id : labels[LABELS.cluster];
  const name = DETAIL_NAMES[resourceType];
  const clusterId = cluster !== undefined && resourceType !== types.Cluster.type ? { cluster_id: cluster } : {};
  return {
    type,
    caller,
    resourceType,
    resourceId: SECRET_IDS.has(resourceType) ? 'redacted' : id,
    ...(cluster !== undefined && { cluster }),
    ...(name !== undefined && { details: { [name]: { id, labels, ...clusterId } } }),
  };
}

/** The line of the log. */
export function printAuditEvent(event: AuditEvent, timeMs: number): string {
  const { type, caller, resourceType, resourceId, details } = event;
  const { userId, role, identity, fingerprint } = caller;
  const line = {
    event_type: type,
    ...(resourceType !== undefined && { resource_type: resourceType }),
    ...(resourceId !== undefined && { resource_id: resourceId }),
    event_ts: timeMs,
    event_data: { ...details, session: { user_id: userId, role, email: identity, fingerprint } },
  };
  return `${JSON.stringify(line)}\n`;
}
