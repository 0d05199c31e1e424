import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Target } from './open-client.ts';

const MAIN = new URL('../../packages/omni-sandbox/src/main.ts', import.meta.url).pathname;

/** A sandbox that is a process, as a real server is. */
export interface SandboxProcess extends Target, AsyncDisposable {
  readonly port: number;
  /** Ends it in the middle of whatever it does, as a crash does. */
  kill(): Promise<void>;
}

/** Starts a bare sandbox that keeps its state in a file. @throws {Error} with what it logged when it does not start */
export async function startSandboxProcess(data: string, port = 0): Promise<SandboxProcess> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=fleetwright-source',
      MAIN,
      ...['--data', data, '--port', String(port), '--machines', '0'],
      ...['--no-controllers', '--no-validation', '--log-level', 'error'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = once(child, 'close');
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const announced = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    announced.set(name, value);
    if (announced.size === 2) break;
  }
  const endpoint = announced.get('OMNI_ENDPOINT');
  const serviceAccountKey = announced.get('OMNI_SERVICE_ACCOUNT_KEY');
  if (endpoint === undefined || serviceAccountKey === undefined) throw new Error(`no sandbox started: ${log}`);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  return { endpoint, serviceAccountKey, port: Number(new URL(endpoint).port), kill, [Symbol.asyncDispose]: kill };
}
