import { isOmniError, OmniError } from '../errors/omni-error.ts';
import { backoffMs } from '../state/backoff.ts';
import { pause } from '../transport/pause.ts';
import type { ReadAuditLogRequest } from '../wire/gen/management.ts';
import type { Init } from '../wire/init.ts';
import { managementService } from '../wire/services.ts';
import { type AuditLogEntry, auditLogEntries } from './audit-log-entry.ts';
import { invalidArgument } from './invalid-argument.ts';
import type { ManagementCaller } from './management-call.ts';

/** Where the following of the audit log starts, and what ends it. */
export interface FollowAuditLogOptions {
  /** Ends the following. The loop rejects with `cancelled`. */
  readonly signal?: AbortSignal;
  /** Start with what happened at or after this time. @default only new events */
  readonly since?: Date;
  /** Start with this position, included; wins over {@link since}. To go on where one stopped: the last id + 1. */
  readonly fromId?: bigint;
}

const SUBJECT = 'audit log';
/** The server asks for this much rest between two attempts. */
const LEAST_PAUSE_MS = 500;
const MOST_PAUSE_MS = 30_000;

/**
 * Every event once and in order. The server ends each stream after an hour, and connections break: both are continued
 * after the last event seen.
 */
export async function* followAuditLog(
  caller: ManagementCaller,
  options: FollowAuditLogOptions,
): AsyncGenerator<AuditLogEntry, void, undefined> {
  const { signal } = options;
  let next: bigint | undefined;
  let failures = 0;
  while (true) {
    try {
      for await (const message of followOnce(caller, next === undefined ? start(options) : { fromId: next }, signal)) {
        failures = 0;
        if (message.kind === 'acknowledged') next = message.position > 0n ? message.position : (next ?? 1n);
        else {
          // A server that starts one too early would send the last event again.
          if (next !== undefined && message.id < next) continue;
          next = message.id + 1n;
          yield* message.entries;
        }
      }
    } catch (error) {
      if (next === undefined || !isOmniError(error, 'unavailable')) throw lost(error);
      failures++;
    }
    const delay = { firstMs: 2 * LEAST_PAUSE_MS, mostMs: MOST_PAUSE_MS };
    await pause(failures === 0 ? LEAST_PAUSE_MS : backoffMs(failures, delay), signal, SUBJECT);
  }
}

type FollowMessage =
  | { readonly kind: 'acknowledged'; readonly position: bigint }
  | { readonly kind: 'event'; readonly id: bigint; readonly entries: readonly AuditLogEntry[] };

async function* followOnce(
  caller: ManagementCaller,
  from: Init<ReadAuditLogRequest>,
  signal: AbortSignal | undefined,
): AsyncGenerator<FollowMessage, void, undefined> {
  const call = { subject: SUBJECT, ...(signal === undefined ? {} : { signal }) };
  let acknowledged = false;
  for await (const { auditLog, id } of caller.stream(managementService.readAuditLog, { ...from, follow: true }, call)) {
    if (acknowledged) yield { kind: 'event', id, entries: auditLogEntries(auditLog, id) };
    else {
      // A server that does not know `follow` answers with the log itself.
      if (auditLog.length > 0) throw notSupported();
      acknowledged = true;
      yield { kind: 'acknowledged', position: id };
    }
  }
  if (!acknowledged) throw notSupported();
}

/** Nothing else may be set: the server refuses filters together with `follow`. */
function start({ fromId, since }: FollowAuditLogOptions): Init<ReadAuditLogRequest> {
  if (fromId !== undefined) {
    if (fromId <= 0n) throw invalidArgument('fromId must be greater than 0');
    return { fromId };
  }
  if (since === undefined) return {};
  if (!(since.getTime() > 0)) throw invalidArgument('since must be a time after 1970');
  return { startTsMs: BigInt(since.getTime()) };
}

function notSupported(): OmniError {
  return new OmniError('unimplemented', 'The server does not support following the audit log', {
    hint: 'Read it in intervals instead, or use a newer Omni.',
  });
}

function lost(error: unknown): unknown {
  if (!isOmniError(error, 'precondition_failed')) return error;
  return new OmniError('precondition_failed', error.message, {
    cause: error,
    hint: 'The position is no longer in the log; start again with `since`.',
  });
}
