import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programPath } from './go-programs.ts';
import { type LineProcess, startLineProcess } from './line-process.ts';

/** The server omnictl talks to, and as whom. */
export interface OmnictlTarget {
  readonly endpoint: string;
  /** Value of `OMNI_SERVICE_ACCOUNT_KEY`. */
  readonly serviceAccountKey: string;
}

/** How a command ended. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What one run does differently. */
export interface OmnictlRun {
  /** Sign with another key, reach another server. @default the target's */
  readonly target?: Partial<OmnictlTarget>;
  /** Variables set besides those of the target, or left out when `undefined`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Stop omnictl with an interrupt after this time, in milliseconds. @default 60_000 */
  readonly timeoutMs?: number;
}

/** The real omnictl in a home of its own. */
export interface Omnictl extends AsyncDisposable {
  /** Directory omnictl runs in; relative paths of {@link write} and of arguments start here. */
  readonly directory: string;
  /** Runs to the end, whatever the exit code. */
  run(args: readonly string[], options?: OmnictlRun): Promise<Finished>;
  /** Runs and answers stdout. @throws {Error} with stderr when the exit code is not 0 */
  ok(args: readonly string[], options?: OmnictlRun): Promise<string>;
  /** Starts a command that goes on, such as `get --watch`. */
  start(args: readonly string[]): LineProcess;
  /** Writes a file for omnictl to read. */
  write(file: string, text: string): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/** Prepares omnictl against one server; nothing of the user's own configuration is read or written. */
export async function prepareOmnictl(target: OmnictlTarget): Promise<Omnictl> {
  const home = await mkdtemp(path.join(tmpdir(), 'fleetwright-omnictl-'));
  const directory = path.join(home, 'work');
  await mkdir(directory);

  const environment = (override: Partial<OmnictlTarget> = {}): NodeJS.ProcessEnv => {
    const { endpoint, serviceAccountKey } = { ...target, ...override };
    return {
      HOME: home,
      PATH: process.env['PATH'],
      OMNI_ENDPOINT: endpoint,
      OMNI_SERVICE_ACCOUNT_KEY: serviceAccountKey,
    };
  };

  const run = async (args: readonly string[], options: OmnictlRun = {}): Promise<Finished> =>
    finish(
      args,
      directory,
      { ...environment(options.target), ...options.env },
      options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    );

  return {
    directory,
    run,
    async ok(args, options) {
      const { exitCode, stdout, stderr } = await run(args, options);
      if (exitCode !== 0) throw new Error(`omnictl ${args.join(' ')} failed: ${stderr}`);
      return stdout;
    },
    start: (args) => startLineProcess(programPath('omnictl'), args, { env: environment(), graceMs: 0 }),
    async write(file, text) {
      const target = path.join(directory, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, text);
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}

function finish(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv, timeoutMs: number): Promise<Finished> {
  const { promise, resolve, reject } = Promise.withResolvers<Finished>();
  const child = spawn(programPath('omnictl'), args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text.stdout += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    text.stderr += part;
  });
  const interrupt = setTimeout(() => child.kill('SIGINT'), timeoutMs);
  child.on('error', reject);
  child.on('close', (exitCode) => {
    clearTimeout(interrupt);
    resolve({ exitCode: exitCode ?? -1, ...text });
  });
  return promise;
}
