/** Facts about one event. Never secrets, payloads or patch contents. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where handlers write what happened. Use-cases do not log: they answer, and handlers log the answer. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields & { readonly error?: unknown }): void;
}
