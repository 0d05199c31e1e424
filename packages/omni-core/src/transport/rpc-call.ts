import type { Messages } from '../wire/gen/messages.ts';
import type { Init } from '../wire/init.ts';
import { messageCodec } from '../wire/message-codec.ts';
import type { RpcMethod } from '../wire/services.ts';
import type { Transport, TransportCall } from './transport.ts';

/** Makes one unary call with messages instead of bytes. */
export async function callUnary<Request extends keyof Messages, Response extends keyof Messages>(
  transport: Transport,
  method: RpcMethod<Request, Response>,
  request: Init<Messages[Request]>,
  call: TransportCall,
): Promise<Messages[Response]> {
  const bytes = messageCodec(method.request).encode(request);
  return messageCodec(method.response).decode(await transport.unary(method.path, bytes, call));
}

/** Makes one streaming call with messages instead of bytes, in batches as they arrive. Leaving the loop cancels it. */
export async function* callStream<Request extends keyof Messages, Response extends keyof Messages>(
  transport: Transport,
  method: RpcMethod<Request, Response>,
  request: Init<Messages[Request]>,
  call: TransportCall,
): AsyncGenerator<readonly Messages[Response][], void, undefined> {
  const bytes = messageCodec(method.request).encode(request);
  const { decode } = messageCodec(method.response);
  for await (const batch of transport.serverStream(method.path, bytes, call))
    yield batch.map((message) => decode(message));
}
