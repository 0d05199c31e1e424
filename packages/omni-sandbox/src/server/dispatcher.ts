import { once } from 'node:events';
import { OmniError } from '@fleetwright/omni-core';
import type {
  handleServerStreamingCall,
  handleUnaryCall,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceError,
} from '@grpc/grpc-js';
import { Metadata } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { Admission } from '../auth/admission.ts';
import { StatusError, statusNumber } from '../status/status-error.ts';
import type { Call, Responses, Route } from './call.ts';
import type { Faults } from './faults.ts';

type AnyCall = ServerUnaryCall<Buffer, Uint8Array> | ServerWritableStream<Buffer, Uint8Array>;

/**
 * What every call goes through: planned faults, admission, handler, and the way errors leave.
 * Logs method, caller and outcome; never headers or messages.
 */
export class Dispatcher {
  readonly #admission: Admission;
  readonly #faults: Faults;
  readonly #logger: Logger;

  constructor(admission: Admission, faults: Faults, logger: Logger) {
    this.#admission = admission;
    this.#faults = faults;
    this.#logger = logger;
  }

  unary(route: Extract<Route, { kind: 'unary' }>): handleUnaryCall<Buffer, Uint8Array> {
    return (grpcCall, callback) => {
      this.#run(route, grpcCall, async (call) => route.handle(call, grpcCall.request)).then(
        (response) => callback(null, response),
        (error: unknown) => callback(serviceError(error)),
      );
    };
  }

  stream(route: Extract<Route, { kind: 'stream' }>): handleServerStreamingCall<Buffer, Uint8Array> {
    return (grpcCall) => {
      this.#run(route, grpcCall, (call) =>
        route.handle(call, grpcCall.request, responsesTo(grpcCall, call.signal)),
      ).then(
        () => grpcCall.end(),
        (error: unknown) => grpcCall.emit('error', serviceError(error)),
      );
    };
  }

  async #run<T>(route: Route, grpcCall: AnyCall, handle: (call: Call) => Promise<T>): Promise<T> {
    const { path } = route;
    const started = performance.now();
    const gone = new AbortController();
    grpcCall.on('cancelled', () => gone.abort());
    let identity: string | undefined;
    let outcome = 'OK';
    try {
      await this.#faults.strike(path, gone.signal);
      const caller = await this.#admission.admit(route, grpcCall.metadata, grpcCall.request);
      identity = caller.identity;
      return await handle({ caller, metadata: grpcCall.metadata, signal: gone.signal });
    } catch (error) {
      outcome = error instanceof StatusError ? error.status : 'UNKNOWN';
      if (!(error instanceof OmniError)) this.#logger.error({ method: path, err: error }, 'call failed unexpectedly');
      throw error;
    } finally {
      const ms = Math.round(performance.now() - started);
      this.#logger.debug({ method: path, identity, outcome, ms }, 'call');
      gone.abort();
    }
  }
}

/** Raw errors leave a Go handler as UNKNOWN with their text; bytes that are no message as INTERNAL. */
function serviceError(error: unknown): Partial<ServiceError> {
  if (error instanceof StatusError) return { code: statusNumber(error), details: error.message };
  const message = error instanceof Error ? error.message : String(error);
  const status = error instanceof OmniError && error.code === 'protocol' ? 'INTERNAL' : 'UNKNOWN';
  return { code: statusNumber(new StatusError(status, message)), details: message, metadata: new Metadata() };
}

function responsesTo(grpcCall: ServerWritableStream<Buffer, Uint8Array>, signal: AbortSignal): Responses {
  return {
    send: async (response) => {
      if (grpcCall.write(response) || signal.aborted) return;
      await once(grpcCall, 'drain', { signal });
    },
  };
}
