/** Where the server reports what it does; pino fits. Fields are safe to keep: no arguments, no results, no keys. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Drops everything. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
