import { isIPv6 } from 'node:net';
import { OmniError } from '@fleetwright/omni-core';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Route } from './call.ts';
import type { Dispatcher } from './dispatcher.ts';
import { pipelined } from './pipelined-call.ts';
import { serviceOf } from './service-definition.ts';
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
 * Binds the port and serves the routes.
 * @throws {OmniError} `unavailable` when the port cannot be bound
 */
export async function listen(
  routes: readonly Route[],
  dispatcher: Dispatcher,
  { host, port, tls }: ListenOptions,
): Promise<Listener> {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    'grpc-node.flow_control_window': FLOW_CONTROL_WINDOW_BYTES,
    interceptors: [pipelined],
  });
  const { definition, implementation } = serviceOf(routes, dispatcher);
  server.addService(definition, implementation);
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [
          { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.certificate) },
        ]);
  const address = isIPv6(host) ? `[${host}]` : host;
  const bound = await bind(server, `${address}:${port}`, credentials);
  return {
    port: bound,
    endpoint: `${tls === undefined ? 'http' : 'https'}://${address}:${bound}`,
    [Symbol.asyncDispose]: () => shutDown(server),
  };
}

function bind(server: Server, address: string, credentials: ServerCredentials): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync(address, credentials, (error, port) => {
    if (error === null) resolve(port);
    else
      reject(
        new OmniError('unavailable', `cannot listen on ${address}`, { cause: error, hint: 'Choose another port.' }),
      );
  });
  return promise;
}

function shutDown(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const force = setTimeout(() => server.forceShutdown(), GRACE_MS);
  server.tryShutdown(() => {
    clearTimeout(force);
    resolve();
  });
  return promise;
}
