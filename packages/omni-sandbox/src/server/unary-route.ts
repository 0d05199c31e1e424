import { type Init, type Messages, messageCodec } from '@fleetwright/omni-core/wire';
import type { Call, Route, RouteRules } from './call.ts';

/** A unary RPC of the contract. */
export interface UnaryMethod<Request extends keyof Messages, Response extends keyof Messages> {
  readonly path: string;
  readonly request: Request;
  readonly response: Response;
}

/** Answers a method message for message; bytes are its business alone. */
export function unaryRoute<Request extends keyof Messages, Response extends keyof Messages>(
  method: UnaryMethod<Request, Response>,
  handle: (call: Call, request: Messages[Request]) => Init<Messages[Response]> | Promise<Init<Messages[Response]>>,
  rules: RouteRules = {},
): Route {
  return {
    ...rules,
    path: method.path,
    kind: 'unary',
    handle: async (call, bytes) => {
      const request = messageCodec(method.request).decode(bytes);
      return messageCodec(method.response).encode(await handle(call, request));
    },
  };
}
