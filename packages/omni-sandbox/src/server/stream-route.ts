import { type Init, type Messages, messageCodec } from '@fleetwright/omni-core/wire';
import type { Call, Route } from './call.ts';
import type { UnaryMethod } from './unary-route.ts';

/** Sends one message of a stream; waits while the client reads slower than we write. */
export type Send<Response> = (response: Init<Response>) => Promise<void>;

/** Answers a method with a stream of messages; it ends when the promise does. */
export function streamRoute<Request extends keyof Messages, Response extends keyof Messages>(
  method: UnaryMethod<Request, Response>,
  handle: (call: Call, request: Messages[Request], send: Send<Messages[Response]>) => Promise<void>,
): Route {
  return {
    path: method.path,
    kind: 'stream',
    handle: (call, bytes, responses) => {
      const { encode } = messageCodec(method.response);
      const request = messageCodec(method.request).decode(bytes);
      return handle(call, request, (response) => responses.send(encode(response)));
    },
  };
}
