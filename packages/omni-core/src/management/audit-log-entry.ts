/** Who did it, as far as the log says. */
export interface AuditLogSession {
  readonly userId: string | undefined;
  readonly email: string | undefined;
  readonly role: string | undefined;
  readonly userAgent: string | undefined;
  /** Key that signed the call. */
  readonly fingerprint: string | undefined;
}

/** One event of the audit log. */
export interface AuditLogEntry {
  /** Position in the log; older servers do not say. */
  readonly id: bigint | undefined;
  /** The JSON document exactly as the server sent it, without line end. */
  readonly line: string;
  readonly time: Date | undefined;
  /** In the server's words, e.g. `create`. */
  readonly eventType: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly session: AuditLogSession;
  /** Everything the event says, by kind of resource. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** The entries of one message: older servers put several lines into one. A line that is no JSON has empty fields. */
export function auditLogEntries(auditLog: Uint8Array, id: bigint): AuditLogEntry[] {
  const lines = Buffer.from(auditLog)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => entryOf(line, id > 0n ? id : undefined));
}

function entryOf(line: string, id: bigint | undefined): AuditLogEntry {
  const event = objectOf(parsed(line));
  const data = objectOf(event['event_data']);
  const session = objectOf(data['session']);
  const time = event['event_ts'];
  return {
    id,
    line,
    time: typeof time === 'number' ? new Date(time) : undefined,
    eventType: textOf(event['event_type']) ?? '',
    resourceType: textOf(event['resource_type']) ?? '',
    resourceId: textOf(event['resource_id']) ?? '',
    session: {
      userId: textOf(session['user_id']),
      email: textOf(session['email']),
      role: textOf(session['role']),
      userAgent: textOf(session['user_agent']),
      fingerprint: textOf(session['fingerprint']),
    },
    data,
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
