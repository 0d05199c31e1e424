import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A child process that answers in lines. Disposing ends its input and waits until it is gone. */
export interface LineProcess extends AsyncDisposable {
  /** The next line it prints. Rejects with what it wrote to stderr when it ends instead. */
  nextLine(): Promise<string>;
  send(line: string): void;
  /** Everything it wrote to stderr so far. */
  readonly stderr: string;
}

/** How {@link startLineProcess} starts and ends a program. */
export interface LineProcessOptions {
  /** The whole environment of the child. @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** How long the child may take to end after its input did, before it is killed. @default 2_000 */
  readonly graceMs?: number;
}

/** Starts a program whose output is read line by line. */
export function startLineProcess(
  program: string,
  args: readonly string[],
  options: LineProcessOptions = {},
): LineProcess {
  const { env = process.env, graceMs = 2_000 } = options;
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(program, args, {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // Writing to a program that has just ended is reported by nextLine, not by a crash of the test.
  child.stdin.on('error', () => undefined);

  return {
    async nextLine() {
      const { done, value } = await lines.next();
      if (done !== true) return value;
      await exited;
      throw new Error(`${program} ended: ${stderr}`);
    },
    send: (line) => void child.stdin.write(`${line}\n`),
    get stderr() {
      return stderr;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      const impatient = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(impatient);
    },
  };
}
