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
  /** Leaves the connections there are open and dead: nothing passes, and nobody is told. New ones work. */
  stall(): void;
  /** Like {@link stall}, and new connections are accepted and dead as well. */
  freeze(): void;
  /** Lets new connections work again. */
  thaw(): void;
  /** Puts bytes into the connections that no HTTP/2 server would send. */
  garble(): void;
}

/** One connection of a client, and the one to the server that belongs to it. */
interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  dead: boolean;
}

const GARBAGE = Buffer.from('\u0000\u0001garbage that is no frame at all\r\n\r\n'.repeat(8));

/** Starts a proxy on a free loopback port. */
export async function startTcpProxy(endpoint: string): Promise<TcpProxy> {
  const { protocol, hostname, port } = new URL(endpoint);
  const pairs = new Set<Pair>();
  let frozen = false;
  let connections = 0;
  let bytesToClients = 0;
  const server = createServer({ noDelay: true }, (near) => {
    connections += 1;
    const pair = { near, far: connect({ host: hostname, port: Number(port), noDelay: true }), dead: frozen };
    pairs.add(pair);
    pair.far.on('data', (chunk) => {
      bytesToClients += chunk.length;
    });
    join(pair, () => pairs.delete(pair));
    if (frozen) stop(pair);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address() as AddressInfo;
  const stall = (): void => {
    for (const pair of pairs) stop(pair);
  };

  return {
    endpoint: `${protocol}//127.0.0.1:${address.port}`,
    get connections() {
      return connections;
    },
    get bytesToClients() {
      return bytesToClients;
    },
    cut() {
      for (const { near, far } of pairs) for (const socket of [near, far]) socket.resetAndDestroy();
    },
    stall,
    freeze() {
      frozen = true;
      stall();
    },
    thaw() {
      frozen = false;
    },
    garble() {
      for (const { near } of pairs) near.write(GARBAGE);
    },
    async [Symbol.asyncDispose]() {
      for (const { near, far } of pairs) for (const socket of [near, far]) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Passes bytes on, in both directions, and the end of one connection to the other. */
function join(pair: Pair, onClose: () => void): void {
  const { near, far } = pair;
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    from.on('close', () => {
      if (near.closed && far.closed) onClose();
      if (!pair.dead) to.destroy();
    });
    from.on('error', () => to.destroy());
    from.pipe(to);
  }
}

function stop(pair: Pair): void {
  pair.dead = true;
  for (const socket of [pair.near, pair.far]) socket.unpipe().pause();
}
