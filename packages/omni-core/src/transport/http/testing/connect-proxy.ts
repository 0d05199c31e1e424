import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** What a proxy was asked for. */
export interface AskedFor {
  readonly target: string | undefined;
  readonly authorization: string | undefined;
}

export interface ConnectProxy extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly AskedFor[];
}

/** A proxy that connects whatever it is asked for to one server, or refuses. */
export async function startConnectProxy(endpoint: string, refusal?: number): Promise<ConnectProxy> {
  const { hostname, port } = new URL(endpoint);
  const asked: AskedFor[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connect', ({ url, headers }, near: Socket) => {
    asked.push({ target: url, authorization: headers['proxy-authorization'] });
    near.on('error', () => near.destroy());
    if (refusal !== undefined) return near.end(`HTTP/1.1 ${refusal} Refused\r\nContent-Length: 0\r\n\r\n`);
    const far = connect({ host: hostname, port: Number(port) }, () => {
      near.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    far.on('error', () => near.destroy());
    sockets.add(near).add(far);
    return undefined;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
