import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { installMoto } from './install-moto.ts';

/** AWS on this machine, as far as moto imitates it. */
export interface Moto extends AsyncDisposable {
  readonly url: string;
}

/** Starts moto on a free port of 127.0.0.1 and points the AWS SDK of this process, and of those it starts, at it. */
export async function startMoto(): Promise<Moto> {
  const moto = await installMoto();
  if (moto.kind === 'unusable') throw new Error(moto.reason);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [program, ...args] = moto.command;
  const server = spawn(program, [...args, '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const failed = Promise.race([
    once(server, 'error').then(([error]) => new Error(`${program} does not start`, { cause: error })),
    once(server, 'exit').then(([code]) => new Error(`${program} ended with ${code}`)),
  ]).then((error) => Promise.reject(error));
  await Promise.race([answers(url), failed]);
  failed.catch(() => undefined);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-central-1',
  });
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      const gone = once(server, 'exit');
      server.kill();
      await gone;
    },
  };
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const response = await fetch(`${url}/moto-api/data.json`).catch(() => undefined);
    if (response?.ok) return;
    await sleep(100);
  }
  throw new Error('moto did not answer in 30 s');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
