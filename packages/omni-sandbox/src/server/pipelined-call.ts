import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';

/** Messages of one call that may be on their way into the socket at the same time. */
const MAX_IN_FLIGHT = 128;

/**
 * Lets a stream hand over its next message before the last one is flushed, so that HTTP/2 can write many at once.
 * One by one, every message of a list costs a turn of the event loop.
 */
export const pipelined: ServerInterceptor = (_method, call) => new PipelinedCall(call);

class PipelinedCall extends ServerInterceptingCall {
  #inFlight = 0;
  #blocked: (() => void) | undefined;

  override sendMessage(message: unknown, callback: () => void): void {
    this.#inFlight += 1;
    super.sendMessage(message, () => {
      this.#inFlight -= 1;
      const blocked = this.#blocked;
      this.#blocked = undefined;
      blocked?.();
    });
    if (this.#inFlight < MAX_IN_FLIGHT) callback();
    else this.#blocked = callback;
  }
}
