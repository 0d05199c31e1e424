import { destination, type Logger, pino } from 'pino';

/** Logs lines of JSON to standard error; standard output belongs to the protocol. */
export function stderrLog(level: string): Logger {
  return pino({ name: 'omni-mcp', level, base: null }, destination({ fd: 2, sync: true }));
}
