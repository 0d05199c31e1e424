import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, isIPv6, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { OmniError } from '@fleetwright/omni-core';
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import { gateway } from '../gateway/gateway.ts';
import type { Route } from './call.ts';
import type { Dispatcher } from './dispatcher.ts';
import { serviceOf } from './grpc-service.ts';
import { pipelined } from './pipelined-call.ts';
import { handOver } from './protocol.ts';
import type { TlsIdentity } from './tls.ts';

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsIdentity | undefined;
}

/** A server that accepts calls. */
export interface Listener extends AsyncDisposable {
  /** The port, also when port 0 was asked for. */
  readonly port: number;
  /** URL to give to clients. */
  readonly endpoint: string;
}

const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
const FLOW_CONTROL_WINDOW_BYTES = 8 * 1024 * 1024;
/** How long open calls may finish when the server stops; watches never do. */
const GRACE_MS = 200;

/**
 * Binds the port and serves the routes there: over gRPC, and to who speaks HTTP/1.1 through the gateway.
 * @throws {OmniError} `unavailable` when the port cannot be bound
 */
export async function listen(
  routes: readonly Route[],
  dispatcher: Dispatcher,
  { host, port, tls }: ListenOptions,
): Promise<Listener> {
  const grpc = new GrpcServer({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    // As in Go, whoever receives has the limit; grpc-js would leave the client waiting for a status that never comes.
    'grpc.max_send_message_length': -1,
    'grpc-node.flow_control_window': FLOW_CONTROL_WINDOW_BYTES,
    interceptors: [pipelined],
  });
  const { definition, implementation } = serviceOf(routes, dispatcher);
  grpc.addService(definition, implementation);
  // TLS ends at our own socket, so what is injected is plain.
  const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());
  const http = new HttpCalls(gateway(routes, dispatcher));
  const takers = { http2: (socket: Socket) => injector.injectConnection(socket), http1: http.take };
  const accept = (socket: Socket): void => handOver(socket, takers);
  const server = tls === undefined ? createServer({ noDelay: true }, accept) : tlsServer(tls, accept);
  const sockets = socketsOf(server);

  const address = isIPv6(host) ? `[${host}]` : host;
  const bound = await bind(server, host, port);
  return {
    port: bound,
    endpoint: `${tls === undefined ? 'http' : 'https'}://${address}:${bound}`,
    async [Symbol.asyncDispose]() {
      server.close();
      const force = new AbortController();
      const grace = sleep(GRACE_MS, undefined, { signal: force.signal }).catch(() => undefined);
      await Promise.race([Promise.all([shutDown(grpc), http.finished()]), grace]);
      force.abort();
      grpc.forceShutdown();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Connections that speak HTTP/1.1. */
class HttpCalls {
  readonly #server: HttpServer;
  readonly #running = new Set<Promise<void>>();

  constructor(listener: RequestListener) {
    this.#server = createHttpServer((request, response) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#running.add(promise);
      response.once('close', () => {
        this.#running.delete(promise);
        resolve();
      });
      listener(request, response);
    });
  }

  readonly take = (socket: Socket): void => {
    this.#server.emit('connection', socket);
  };

  /** Resolves when no call is under way. */
  async finished(): Promise<void> {
    await Promise.all(this.#running);
  }
}

function tlsServer({ key, certificate }: TlsIdentity, accept: (socket: Socket) => void): Server {
  return createTlsServer({ key, cert: certificate, ALPNProtocols: ['h2', 'http/1.1'], noDelay: true }, accept);
}

function socketsOf(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

function bind(server: Server, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', (cause) => {
    reject(new OmniError('unavailable', `cannot listen on ${host}:${port}`, { cause, hint: 'Choose another port.' }));
  });
  server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  return promise;
}

function shutDown(server: GrpcServer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.tryShutdown(() => resolve());
  return promise;
}
