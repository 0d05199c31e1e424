import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** The sandbox, started by its command; disposing it stops it as a person would. */
export interface SandboxCommand extends AsyncDisposable {
  /** What it prints for its clients' environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Resolves with the exit code after SIGTERM. */
  stop(): Promise<number | null>;
}

/** Starts the `omni-sandbox` that npm put into a project and waits until it serves. */
export async function startSandboxCommand(node: string, directory: string): Promise<SandboxCommand> {
  const child = spawn(node, [path.join(directory, 'node_modules/.bin/omni-sandbox'), '--log-level', 'warn'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const environment: Record<string, string> = {};
  for await (const line of createInterface(child.stdout)) {
    const [name = '', ...value] = line.split('=');
    environment[name] = value.join('=');
    if (name === 'OMNI_SERVICE_ACCOUNT_KEY') break;
  }
  const stop = async () => {
    child.kill('SIGTERM');
    const [code] = await ended;
    return code;
  };
  return { environment, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}
