import { isOmniError } from '../errors/omni-error.ts';
import type { CallObserver, CallOutcome, ObservedCall } from './call-observer.ts';

/** What belongs to a message, for programs to search. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Where messages go. `console` is one. A logger that throws is ignored: no call fails because of it. */
export interface Logger {
  /** Details for whoever looks for a fault. */
  debug(message: string, fields?: LogFields): void;
  /** What happened. */
  info(message: string, fields?: LogFields): void;
  /** What went wrong and was put right, or may go wrong. */
  warn(message: string, fields?: LogFields): void;
  /** What went wrong. */
  error(message: string, fields?: LogFields): void;
}

type Level = keyof Logger;

/**
 * Logs every call: at `debug` when it succeeded or its outcome is an everyday answer, `info` when it is repeated,
 * `warn` when it failed, `error` when this library or the server did not do its work. Fields are names, numbers and
 * codes; contents, headers, keys and error texts never are among them.
 */
export function callLog(logger: Logger): CallObserver {
  const log = (level: Level, message: string, fields: LogFields): void => {
    try {
      logger[level](message, fields);
    } catch {
      // The call matters more than the line about it.
    }
  };
  return {
    listening: () => true,
    started(call) {
      const about = { method: call.method, resourceType: call.resourceType };
      return {
        retried({ error, delayMs }) {
          log('info', 'Omni call is repeated', { ...about, code: error.code, delayMs: Math.round(delayMs) });
        },
        ended(outcome) {
          const message = outcome.error === undefined ? 'Omni call ended' : 'Omni call failed';
          log(levelOf(outcome), message, { ...about, ...fieldsOf(call, outcome) });
        },
      };
    },
  };
}

function levelOf({ error }: CallOutcome): Level {
  if (error === undefined || isOmniError(error, 'not_found', 'already_exists', 'version_conflict', 'cancelled')) {
    return 'debug';
  }
  return isOmniError(error, 'protocol', 'server_error') ? 'error' : 'warn';
}

function fieldsOf({ requestBytes }: ObservedCall, outcome: CallOutcome): LogFields {
  const { status, error, durationMs, responseBytes, messages, retries } = outcome;
  return {
    status,
    code: error?.code,
    durationMs: Math.round(durationMs),
    requestBytes,
    responseBytes,
    messages,
    retries,
  };
}
