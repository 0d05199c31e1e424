import type { Endpoint } from '../config/endpoint.ts';
import type { Transport } from '../transport/transport.ts';
import type { CallObserver, CallRecord } from './call-observer.ts';
import { callLog } from './logger.ts';
import { ObservedTransport } from './observed-transport.ts';
import { openTelemetry } from './open-telemetry.ts';
import type { TelemetryOptions } from './telemetry-options.ts';

/** The transport, watched by whoever the options name. Watched by nobody it is the transport itself. */
export function observeTransport(transport: Transport, endpoint: Endpoint, options: TelemetryOptions): Transport {
  const { telemetry = true, logger } = options;
  const observers: CallObserver[] = [];
  if (telemetry !== false) observers.push(openTelemetry(endpoint, telemetry === true ? {} : telemetry));
  if (logger !== undefined) observers.push(callLog(logger));
  const [first, ...others] = observers;
  if (first === undefined) return transport;
  return new ObservedTransport(transport, others.length === 0 ? first : bothOf(observers));
}

function bothOf(observers: readonly CallObserver[]): CallObserver {
  return {
    listening: () => observers.some((observer) => observer.listening()),
    async started(call) {
      const listening = observers.filter((observer) => observer.listening());
      return allOf(await Promise.all(listening.map((observer) => observer.started(call))));
    },
  };
}

function allOf(records: readonly CallRecord[]): CallRecord {
  return {
    retried(retry) {
      for (const record of records) record.retried(retry);
    },
    ended(outcome) {
      for (const record of records) record.ended(outcome);
    },
  };
}
