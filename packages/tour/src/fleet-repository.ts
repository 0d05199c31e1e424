import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const EXAMPLE = fileURLToPath(new URL('../fleet', import.meta.url));
const POST_RECEIVE = fileURLToPath(new URL('./post-receive.ts', import.meta.url));

export interface FleetRepositoryOptions {
  /** Directory that is served; the bare repository is made below it. */
  readonly served: string;
  /** Directory for the working copy; has to be empty or missing. */
  readonly workingCopy: string;
  /** `owner/name`. */
  readonly name: string;
  /** File the server's post-receive hook reads: where to deliver, and the secret that signs. */
  readonly hookSettings: string;
}

/** A bare repository that delivers a signed webhook for every push, and a working copy holding the example fleet. */
export class FleetRepository {
  readonly workingCopy: string;

  private constructor(workingCopy: string) {
    this.workingCopy = workingCopy;
  }

  /** Makes both; nothing is committed yet. `pushUrl` is the smart-HTTP address of the bare repository. */
  static async create(options: FleetRepositoryOptions, pushUrl: string): Promise<FleetRepository> {
    const { served, workingCopy, name, hookSettings } = options;
    const bare = join(served, `${name}.git`);
    await mkdir(workingCopy, { recursive: true });
    await execute('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
    await execute('git', ['-C', bare, 'config', 'http.receivepack', 'true']);
    await installPostReceive(bare, name, hookSettings);
    await execute('git', ['init', '--quiet', '--initial-branch=main', workingCopy]);
    await execute('git', ['-C', workingCopy, 'remote', 'add', 'origin', pushUrl]);
    await execute('git', ['-C', workingCopy, 'config', 'user.name', 'Tour']);
    await execute('git', ['-C', workingCopy, 'config', 'user.email', 'tour@example.invalid']);
    await execute('git', ['-C', workingCopy, 'config', 'commit.gpgsign', 'false']);
    await cp(EXAMPLE, workingCopy, { recursive: true });
    return new FleetRepository(workingCopy);
  }

  /** Commits everything in the working copy and pushes it. Answers the commit and what the server said to the pusher. */
  async push(message: string): Promise<{ readonly commit: string; readonly answer: string }> {
    await this.#git('add', '--all');
    await this.#git('commit', '--quiet', '--message', message);
    const { stderr } = await this.#git('push', 'origin', 'main');
    const commit = await this.head();
    const answer = stderr.split('\n').flatMap((line) => (line.startsWith('remote: ') ? [line.slice(8).trim()] : []));
    return { commit, answer: answer.join('\n') };
  }

  /** The commit the working copy is at. */
  async head(): Promise<string> {
    const { stdout } = await this.#git('rev-parse', 'HEAD');
    return stdout.trim();
  }

  /** Replaces a text in a file of the working copy. */
  async edit(path: string, from: string, to: string): Promise<void> {
    const file = join(this.workingCopy, path);
    const text = await readFile(file, 'utf8');
    if (!text.includes(from)) throw new Error(`${path} does not contain ${from}`);
    await writeFile(file, text.replace(from, to));
  }

  #git(...args: string[]) {
    return execute('git', ['-C', this.workingCopy, ...args]);
  }
}

/** What a Git host does after a push, done here by git's own hook mechanism. */
async function installPostReceive(bare: string, repository: string, hookSettings: string): Promise<void> {
  const hook = join(bare, 'hooks', 'post-receive');
  const command = [process.execPath, '--conditions=fleetwright-source', POST_RECEIVE, hookSettings, repository];
  await mkdir(join(bare, 'hooks'), { recursive: true });
  await writeFile(hook, `#!/bin/sh\nexec ${command.map(quoted).join(' ')}\n`);
  await chmod(hook, 0o755);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
