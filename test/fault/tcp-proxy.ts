import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy whose network can be broken on demand. */
export interface TcpProxy extends AsyncDisposable {
  /** URL to use instead of the server's. */
  readonly endpoint: string;
  /** Connections accepted so far. */
  readonly connections: number;
  /** Bytes passed on to clients so far. */
  readonly bytesToClients: number;
  /** Resets all connections. New ones are accepted. */
  cut(): void;
  /** Goes on accepting, but passes nothing on, in neither direction, and says nothing about it. */
  freeze(): void;
}

/** Starts a proxy on a free loopback port. */
export async function startTcpProxy(endpoint: string): Promise<TcpProxy> {
  const { protocol, hostname, port } = new URL(endpoint);
  const sockets = new Set<Socket>();
  let frozen = false;
  let connections = 0;
  let bytesToClients = 0;
  const server = createServer({ noDelay: true }, (near) => {
    connections += 1;
    const far = connect({ host: hostname, port: Number(port), noDelay: true });
    far.on('data', (chunk) => {
      bytesToClients += chunk.length;
    });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('close', () => {
        sockets.delete(from);
        if (!frozen) to.destroy();
      });
      from.on('error', () => to.destroy());
      if (frozen) from.pause();
      else from.pipe(to);
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address() as AddressInfo;

  return {
    endpoint: `${protocol}//127.0.0.1:${address.port}`,
    get connections() {
      return connections;
    },
    get bytesToClients() {
      return bytesToClients;
    },
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
