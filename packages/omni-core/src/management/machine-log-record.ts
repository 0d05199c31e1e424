/** A line of a machine's log, taken apart. */
export interface MachineLogRecord {
  readonly time: Date | undefined;
  /** Microseconds since the machine booted. */
  readonly clockUs: number;
  readonly facility: string;
  readonly priority: string;
  /** Talos' own level, e.g. `info`. */
  readonly level: string;
  readonly message: string;
  /** Number of the line since boot. */
  readonly sequence: number;
}

/** @returns `undefined` for a line that is not the JSON Talos writes; those exist */
export function parseMachineLogLine(line: string): MachineLogRecord | undefined {
  const fields = jsonObject(line);
  if (fields === undefined) return undefined;
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const number = (name: string): number => (typeof fields[name] === 'number' ? fields[name] : 0);
  const time = new Date(text('talos-time'));
  return {
    time: Number.isNaN(time.getTime()) ? undefined : time,
    clockUs: number('clock'),
    facility: text('facility'),
    priority: text('priority'),
    level: text('talos-level'),
    message: text('msg').replace(/\n$/, ''),
    sequence: number('seq'),
  };
}

/** A record as `dmesg` shows it; several lines when the message has several, the last without line end. */
export function printDmesgLine({ clockUs, facility, message }: MachineLogRecord): string {
  const seconds = String(Math.floor(clockUs / 1_000_000)).padStart(5);
  const stamp = `[${seconds}.${String(clockUs % 1_000_000).padStart(6, '0')}]`;
  const [first = '', ...rest] = message.split('\n');
  return [`${stamp} ${facility}: ${first}`, ...rest.map((line) => `${stamp} ${line}`)].join('\n');
}

/**
 * A record in the form of zap's console logs, which is what `omnictl machine-logs --log-format omni` is meant to print:
 * time, level, message and the other fields as JSON, between tabs.
 */
export function printZapLine({
  time,
  level,
  message,
  clockUs,
  facility,
  priority,
  sequence,
}: MachineLogRecord): string {
  const stamp = time?.toISOString() ?? '';
  const fields = JSON.stringify({ clock: clockUs, facility, priority, seq: sequence });
  return [stamp, (level === '' ? 'info' : level).toUpperCase(), message, fields].join('\t');
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
