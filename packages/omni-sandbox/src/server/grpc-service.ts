import { once } from 'node:events';
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  Metadata,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type ServiceError,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { statusOf } from '../status/status-of.ts';
import type { Responses, Route } from './call.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { IncomingCall } from './incoming-call.ts';

type AnyCall = ServerUnaryCall<Buffer, Uint8Array> | ServerWritableStream<Buffer, Uint8Array>;

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
    route.kind === 'unary' ? unaryHandler(route, dispatcher) : streamHandler(route, dispatcher),
  ]);
  return { definition: Object.fromEntries(methods), implementation: Object.fromEntries(handlers) };
}

function unaryHandler(
  route: Extract<Route, { kind: 'unary' }>,
  dispatcher: Dispatcher,
): handleUnaryCall<Buffer, Uint8Array> {
  return (grpcCall, callback) => {
    dispatcher.unary(route, incoming(grpcCall)).then(
      (response) => callback(null, response),
      (error: unknown) => callback(serviceError(error)),
    );
  };
}

function streamHandler(
  route: Extract<Route, { kind: 'stream' }>,
  dispatcher: Dispatcher,
): handleServerStreamingCall<Buffer, Uint8Array> {
  return (grpcCall) => {
    const call = incoming(grpcCall);
    dispatcher.stream(route, call, responsesTo(grpcCall, call.gone.signal)).then(
      () => grpcCall.end(),
      (error: unknown) => grpcCall.emit('error', serviceError(error)),
    );
  };
}

function incoming(grpcCall: AnyCall): IncomingCall {
  const gone = new AbortController();
  grpcCall.on('cancelled', () => gone.abort());
  const { metadata, request } = grpcCall;
  return { metadata, request, gone, repeatedHeaders: 'joined' };
}

function responsesTo(grpcCall: ServerWritableStream<Buffer, Uint8Array>, signal: AbortSignal): Responses {
  return {
    send: async (response) => {
      if (grpcCall.write(response) || signal.aborted) return;
      await once(grpcCall, 'drain', { signal });
    },
  };
}

function serviceError(error: unknown): Partial<ServiceError> {
  const { code, message } = statusOf(error);
  return { code, details: message, metadata: new Metadata() };
}
