import { type Init, type Messages, messageCodec } from '@fleetwright/omni-core/wire';
import type { UnaryMethod } from '../server/unary-route.ts';
import type { CallVariation, SignedCalls } from './signed-call.ts';

/** One call by hand, message for message. Rejects with gRPC's own error, whose `code` and `details` came from the server. */
export async function callUnary<Request extends keyof Messages, Response extends keyof Messages>(
  calls: SignedCalls,
  { path, request, response }: UnaryMethod<Request, Response>,
  message: Init<Messages[Request]>,
  variation: CallVariation = {},
): Promise<Messages[Response]> {
  return messageCodec(response).decode(await calls.unary(path, messageCodec(request).encode(message), variation));
}

/** `OK`, or code and text of the refusal. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'OK';
  } catch (error) {
    const { code, details } = error as { code: number; details: string };
    return `${code} ${details}`;
  }
}
