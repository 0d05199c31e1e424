import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Route } from './call.ts';
import type { Dispatcher } from './dispatcher.ts';

/** Messages stay bytes: handlers decode what they need, and may answer with bytes made earlier. */
const raw = (bytes: Buffer): Buffer => bytes;
const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A gRPC service of these routes, every call of which goes through the dispatcher. */
export function serviceOf(
  routes: readonly Route[],
  dispatcher: Dispatcher,
): { definition: ServiceDefinition; implementation: UntypedServiceImplementation } {
  const methods = routes.map((route) => [
    route.path,
    {
      path: route.path,
      requestStream: false,
      responseStream: route.kind === 'stream',
      requestDeserialize: raw,
      requestSerialize: asBuffer,
      responseDeserialize: raw,
      responseSerialize: asBuffer,
    },
  ]);
  const handlers = routes.map((route) => [
    route.path,
    route.kind === 'unary' ? dispatcher.unary(route) : dispatcher.stream(route),
  ]);
  return { definition: Object.fromEntries(methods), implementation: Object.fromEntries(handlers) };
}
