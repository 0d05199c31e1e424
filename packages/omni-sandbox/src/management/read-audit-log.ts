import type { Init, management } from '@fleetwright/omni-core/wire';
import { refuseFilters, selectRecords } from '../audit/audit-query.ts';
import { requireOneOf } from '../auth/role.ts';
import type { Call } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import type { ManagementContext } from './management-context.ts';

type Send = (response: Init<management.ReadAuditLogResponse>) => Promise<void>;

/** Longest time one stream is followed; the client comes back. */
const LEASE_MS = 3_600_000;

/** @throws {StatusError} PERMISSION_DENIED, INVALID_ARGUMENT, FAILED_PRECONDITION (position gone) */
export async function readAuditLog(
  context: ManagementContext,
  call: Call,
  request: management.ReadAuditLogRequest,
  send: Send,
): Promise<void> {
  requireOneOf(call.caller, ['Auditor', 'Admin']);
  const { audit, store } = context;
  const access = { type: 'audit_log_access', caller: call.caller } as const;
  if (request.follow) {
    refuseFilters(request);
    audit.record(access);
    return follow(context, call, startOf(context, request), send);
  }
  const stored = selectRecords(audit.since(1n), request, store.now());
  audit.record(access);
  for (const { line, id } of stored) {
    if (call.signal.aborted) return;
    await send({ auditLog: Buffer.from(line), id });
  }
}

function startOf({ audit }: ManagementContext, { fromId, startTsMs }: management.ReadAuditLogRequest): bigint {
  if (fromId > 0n) {
    if (fromId < audit.oldest || fromId > audit.next) {
      throw new StatusError('FAILED_PRECONDITION', `position ${fromId} is not in the audit log`);
    }
    return fromId;
  }
  return startTsMs > 0n ? audit.positionAt(Number(startTsMs)) : audit.next;
}

/** First where it starts, without an event, then each event, until the client goes or its lease ends. */
async function follow({ audit }: ManagementContext, { signal }: Call, position: bigint, send: Send): Promise<void> {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(LEASE_MS)]);
  await send({ id: position });
  let next = position;
  while (!ended.aborted) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = audit.listen(resolve);
    ended.addEventListener('abort', () => resolve(), { once: true });
    try {
      for (const { line, id } of audit.since(next)) {
        if (ended.aborted) return;
        await send({ auditLog: Buffer.from(line), id });
        next = id + 1n;
      }
      // What came while we sent is there already.
      if (next === audit.next) await promise;
    } finally {
      stop();
    }
  }
}
