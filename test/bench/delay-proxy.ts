import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { startLineProcess } from '../interop/harness/line-process.ts';

/** A TCP proxy that makes a network longer. */
export interface DelayProxy extends AsyncDisposable {
  /** URL to use instead of the server's. */
  readonly endpoint: string;
}

/** Starts a proxy on a free loopback port that holds every byte back for `delayMs`, in both directions. */
export async function startDelayProxy(endpoint: string, delayMs: number): Promise<DelayProxy> {
  const { protocol, hostname, port } = new URL(endpoint);
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: hostname, port: Number(port), noDelay: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => after(delayMs, () => to.write(chunk)));
      from.on('end', () => after(delayMs, () => to.end()));
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address() as AddressInfo;

  return {
    endpoint: `${protocol}//127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The same in a process of its own, for measuring programs that it would otherwise take time from. */
export async function startDelayProxyProcess(endpoint: string, delayMs: number): Promise<DelayProxy> {
  const program = path.join(import.meta.dirname, 'delay-proxy-process.ts');
  const child = startLineProcess(process.execPath, [program, endpoint, String(delayMs)]);
  return { endpoint: await child.nextLine(), [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}

/** Timers of equal length fire in the order they were set, so bytes stay in order. */
function after(delayMs: number, act: () => void): void {
  setTimeout(act, delayMs);
}
