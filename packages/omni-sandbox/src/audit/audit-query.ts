import { management } from '@fleetwright/omni-core/wire';
import { StatusError } from '../status/status-error.ts';
import type { AuditRecord } from './audit-event.ts';

type Request = management.ReadAuditLogRequest;

const DAY_MS = 24 * 3_600_000;
const DEFAULT_DAYS = 29;

const { AuditLogEventType, AuditLogOrderByDir, AuditLogOrderByField } = management;

const EVENT_TYPES: Readonly<Record<number, string>> = {
  [AuditLogEventType.AUDIT_LOG_EVENT_TYPE_CREATE]: 'create',
  [AuditLogEventType.AUDIT_LOG_EVENT_TYPE_UPDATE]: 'update',
  [AuditLogEventType.AUDIT_LOG_EVENT_TYPE_UPDATE_WITH_CONFLICTS]: 'update_with_conflicts',
  [AuditLogEventType.AUDIT_LOG_EVENT_TYPE_DESTROY]: 'destroy',
  [AuditLogEventType.AUDIT_LOG_EVENT_TYPE_TEARDOWN]: 'teardown',
  [AuditLogEventType.AUDIT_LOG_EVENT_TYPE_TALOS_ACCESS]: 'talos_access',
  [AuditLogEventType.AUDIT_LOG_EVENT_TYPE_K8S_ACCESS]: 'k8s_access',
  [AuditLogEventType.AUDIT_LOG_EVENT_TYPE_AUDIT_LOG_ACCESS]: 'audit_log_access',
};

const ORDER_KEYS: Readonly<Record<number, (record: AuditRecord) => string>> = {
  [AuditLogOrderByField.AUDIT_LOG_ORDER_BY_FIELD_EVENT_TYPE]: ({ type }) => type,
  [AuditLogOrderByField.AUDIT_LOG_ORDER_BY_FIELD_RESOURCE_TYPE]: ({ resourceType = '' }) => resourceType,
  [AuditLogOrderByField.AUDIT_LOG_ORDER_BY_FIELD_RESOURCE_ID]: ({ resourceId = '' }) => resourceId,
  [AuditLogOrderByField.AUDIT_LOG_ORDER_BY_FIELD_CLUSTER_ID]: ({ cluster = '' }) => cluster,
  [AuditLogOrderByField.AUDIT_LOG_ORDER_BY_FIELD_ACTOR]: ({ caller }) => caller.identity,
};

/** Fields that may not be combined with `follow`, as the server names them. */
const FILTERS = [
  ['startTime', 'start_time'],
  ['endTime', 'end_time'],
  ['orderByField', 'order_by_field'],
  ['orderByDir', 'order_by_dir'],
  ['search', 'search'],
  ['eventType', 'event_type'],
  ['resourceType', 'resource_type'],
  ['resourceId', 'resource_id'],
  ['clusterId', 'cluster_id'],
  ['actor', 'actor'],
] as const;

/**
 * The events a request asks for, in the order it asks for.
 * @throws {StatusError} INVALID_ARGUMENT for a day that is none
 */
export function selectRecords(records: readonly AuditRecord[], request: Request, now: Date): AuditRecord[] {
  const start = dayStart(request.startTime, 'start') ?? now.getTime() - DEFAULT_DAYS * DAY_MS;
  const endDay = dayStart(request.endTime, 'end');
  const end = endDay === undefined ? now.getTime() : endDay + DAY_MS - 1;
  const matching = records.filter(
    (record) => record.timeMs >= start && record.timeMs <= end && matches(record, request),
  );
  const key = ORDER_KEYS[request.orderByField];
  const sign = request.orderByDir === AuditLogOrderByDir.AUDIT_LOG_ORDER_BY_DIR_DESC ? -1 : 1;
  return matching.sort((left, right) => {
    const [a, b] = key === undefined ? [left.timeMs, right.timeMs] : [key(left), key(right)];
    if (a !== b) return a < b ? -sign : sign;
    return Number(left.id - right.id);
  });
}

/** @throws {StatusError} INVALID_ARGUMENT for a filter, which cannot be combined with following */
export function refuseFilters(request: Request): void {
  for (const [field, name] of FILTERS) {
    if (request[field]) throw new StatusError('INVALID_ARGUMENT', `${name} cannot be combined with follow`);
  }
}

function matches(record: AuditRecord, request: Request): boolean {
  const { type, resourceType = '', resourceId = '', cluster = '', caller, line } = record;
  const equal = (wanted: string, is: string) => wanted === '' || wanted === is;
  return (
    equal(EVENT_TYPES[request.eventType] ?? '', type) &&
    equal(request.resourceType, resourceType) &&
    equal(request.resourceId, resourceId) &&
    equal(request.clusterId, cluster) &&
    equal(request.actor, caller.identity) &&
    `${line} ${cluster}`.toLowerCase().includes(request.search.toLowerCase())
  );
}

/** Midnight of a day in the server's own time zone. */
function dayStart(text: string, what: 'start' | 'end'): number | undefined {
  if (text === '') return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00`).getTime() : Number.NaN;
  if (Number.isNaN(time)) throw new StatusError('INVALID_ARGUMENT', `invalid ${what} time: cannot parse "${text}"`);
  return time;
}
