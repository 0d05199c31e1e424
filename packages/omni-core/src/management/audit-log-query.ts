import type { CallOptions } from '../transport/call-options.ts';
import {
  AuditLogEventType,
  AuditLogOrderByDir,
  AuditLogOrderByField,
  type ReadAuditLogRequest,
} from '../wire/gen/management.ts';
import type { Init } from '../wire/init.ts';
import type { AuditLogEntry } from './audit-log-entry.ts';
import { invalidArgument } from './invalid-argument.ts';

/** Kinds of events in the audit log. */
export type AuditLogEventKind =
  | 'create'
  | 'update'
  | 'update_with_conflicts'
  | 'destroy'
  | 'teardown'
  | 'talos_access'
  | 'k8s_access'
  | 'audit_log_access';

/** What entries of the audit log can be ordered by. */
export type AuditLogOrder = 'date' | 'event-type' | 'resource-type' | 'resource-id' | 'cluster' | 'actor';

/** Which entries of the audit log are wanted, and in which order. Omni before 1.7 ignores everything but the days. */
export interface AuditLogOptions extends CallOptions {
  /** First day, `YYYY-MM-DD` in the server's time zone. @default 29 days ago */
  readonly from?: string;
  /** Last day, included. @default now */
  readonly until?: string;
  /** Text to be found anywhere in an entry. @default all entries */
  readonly search?: string;
  readonly eventType?: AuditLogEventKind;
  /** Exact resource type, e.g. `Clusters.omni.sidero.dev`. */
  readonly resourceType?: string;
  readonly resourceId?: string;
  readonly cluster?: string;
  /** Exact address of who did it. */
  readonly actor?: string;
  /** @default 'date' */
  readonly orderBy?: AuditLogOrder;
  /** @default 'asc' */
  readonly direction?: 'asc' | 'desc';
}

const EVENT_TYPES: Readonly<Record<AuditLogEventKind, number>> = {
  create: AuditLogEventType.AUDIT_LOG_EVENT_TYPE_CREATE,
  update: AuditLogEventType.AUDIT_LOG_EVENT_TYPE_UPDATE,
  update_with_conflicts: AuditLogEventType.AUDIT_LOG_EVENT_TYPE_UPDATE_WITH_CONFLICTS,
  destroy: AuditLogEventType.AUDIT_LOG_EVENT_TYPE_DESTROY,
  teardown: AuditLogEventType.AUDIT_LOG_EVENT_TYPE_TEARDOWN,
  talos_access: AuditLogEventType.AUDIT_LOG_EVENT_TYPE_TALOS_ACCESS,
  k8s_access: AuditLogEventType.AUDIT_LOG_EVENT_TYPE_K8S_ACCESS,
  audit_log_access: AuditLogEventType.AUDIT_LOG_EVENT_TYPE_AUDIT_LOG_ACCESS,
};

const ORDER_FIELDS: Readonly<Record<AuditLogOrder, number>> = {
  date: AuditLogOrderByField.AUDIT_LOG_ORDER_BY_FIELD_DATE,
  'event-type': AuditLogOrderByField.AUDIT_LOG_ORDER_BY_FIELD_EVENT_TYPE,
  'resource-type': AuditLogOrderByField.AUDIT_LOG_ORDER_BY_FIELD_RESOURCE_TYPE,
  'resource-id': AuditLogOrderByField.AUDIT_LOG_ORDER_BY_FIELD_RESOURCE_ID,
  cluster: AuditLogOrderByField.AUDIT_LOG_ORDER_BY_FIELD_CLUSTER_ID,
  actor: AuditLogOrderByField.AUDIT_LOG_ORDER_BY_FIELD_ACTOR,
};

const DIRECTIONS = {
  asc: AuditLogOrderByDir.AUDIT_LOG_ORDER_BY_DIR_ASC,
  desc: AuditLogOrderByDir.AUDIT_LOG_ORDER_BY_DIR_DESC,
} as const;

/** @throws {OmniError} `invalid_argument` for a day that is not written as `YYYY-MM-DD` */
export function auditLogRequest(options: AuditLogOptions): Init<ReadAuditLogRequest> {
  const { eventType, orderBy, direction } = options;
  return {
    startTime: day(options.from),
    endTime: day(options.until),
    search: options.search,
    eventType: eventType && EVENT_TYPES[eventType],
    resourceType: options.resourceType,
    resourceId: options.resourceId,
    clusterId: options.cluster,
    actor: options.actor,
    orderByField: orderBy && ORDER_FIELDS[orderBy],
    orderByDir: direction && DIRECTIONS[direction],
  };
}

/** What the request asked for, checked again because older servers ignore it. Not the search: it looks at more than is sent. */
export function isWanted(entry: AuditLogEntry, options: AuditLogOptions): boolean {
  const { eventType, resourceType, resourceId, actor } = options;
  const wants = (wanted: string | undefined, is: string | undefined): boolean =>
    wanted === undefined || wanted === '' || wanted === is;
  return (
    wants(eventType, entry.eventType) &&
    wants(resourceType, entry.resourceType) &&
    wants(resourceId, entry.resourceId) &&
    wants(actor, entry.session.email)
  );
}

function day(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw invalidArgument(`${JSON.stringify(text)} is not a day`, 'Write days as YYYY-MM-DD.');
  }
  return text;
}
