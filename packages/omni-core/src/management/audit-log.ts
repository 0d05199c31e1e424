import { managementService } from '../wire/services.ts';
import { type AuditLogEntry, auditLogEntries } from './audit-log-entry.ts';
import { type AuditLogOptions, auditLogRequest, isWanted } from './audit-log-query.ts';
import { callOptions, type ManagementCaller } from './management-call.ts';
import { TIMEOUTS_MS } from './timeouts.ts';

export async function* readAuditLog(
  caller: ManagementCaller,
  options: AuditLogOptions,
): AsyncGenerator<AuditLogEntry, void, undefined> {
  const messages = caller.stream(managementService.readAuditLog, auditLogRequest(options), {
    ...callOptions(options, TIMEOUTS_MS.storedLog),
    subject: 'audit log',
  });
  for await (const { auditLog, id } of messages) {
    for (const entry of auditLogEntries(auditLog, id)) if (isWanted(entry, options)) yield entry;
  }
}
