import { OmniError } from '@fleetwright/omni-core';
import type { Logger } from 'pino';
import type { Admission } from '../auth/admission.ts';
import { StatusError } from '../status/status-error.ts';
import type { Call, Responses, Route } from './call.ts';
import type { Faults } from './faults.ts';
import type { IncomingCall } from './incoming-call.ts';

/**
 * What every call goes through, however it came: planned faults, admission, handler.
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

  /** @throws what the handler throws, and the refusals of admission */
  unary(route: Extract<Route, { kind: 'unary' }>, incoming: IncomingCall): Promise<Uint8Array> {
    return this.#run(route, incoming, async (call) => route.handle(call, incoming.request));
  }

  /** Resolves when the stream is over. @throws as {@link unary} */
  stream(route: Extract<Route, { kind: 'stream' }>, incoming: IncomingCall, responses: Responses): Promise<void> {
    return this.#run(route, incoming, (call) => route.handle(call, incoming.request, responses));
  }

  async #run<T>(route: Route, incoming: IncomingCall, handle: (call: Call) => Promise<T>): Promise<T> {
    const { path } = route;
    const started = performance.now();
    const { signal } = incoming.gone;
    let identity: string | undefined;
    let outcome = 'OK';
    try {
      await this.#faults.strike(path, signal);
      const caller = await this.#admission.admit(route, incoming);
      identity = caller.identity;
      return await handle({ caller, metadata: incoming.metadata, signal });
    } catch (error) {
      outcome = error instanceof StatusError ? error.status : 'UNKNOWN';
      if (!(error instanceof OmniError)) this.#logger.error({ method: path, err: error }, 'call failed unexpectedly');
      throw error;
    } finally {
      const ms = Math.round(performance.now() - started);
      this.#logger.debug({ method: path, identity, outcome, ms }, 'call');
      incoming.gone.abort();
    }
  }
}
