import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startGitHttpServer } from '../local/git-http-server.ts';

const execute = promisify(execFile);

/** Content of a file, or where a symbolic link points. */
export type FixtureFile = string | { readonly linkTo: string };

/** A real bare repository behind real smart HTTP, and a working copy to commit and push from. */
export interface GitFixture extends AsyncDisposable {
  /** With `{repository}` where the name goes. */
  readonly cloneUrl: string;
  readonly repository: string;
  /** Where the bare repository lies. */
  readonly path: string;
  /** Commits exactly these files, pushes to main over HTTP, and answers the commit. */
  push(files: Readonly<Record<string, FixtureFile>>): Promise<string>;
}

/** Starts a repository `acme/fleet`; with credentials it asks for them. */
export async function startGitFixture(options: { readonly credentials?: string } = {}): Promise<GitFixture> {
  const directory = await mkdtemp(join(tmpdir(), 'fleetwright-fixture-'));
  const [repository, work] = ['acme/fleet', join(directory, 'work')];
  const bare = join(directory, 'served', `${repository}.git`);
  const git = async (...args: string[]) => {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    const { stdout } = await execute('git', ['-C', work, ...identity, ...args]);
    return stdout.trim();
  };
  await execute('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  await execute('git', ['-C', bare, 'config', 'http.receivepack', 'true']);
  await execute('git', ['init', '--quiet', '--initial-branch=main', work]);
  const server = await startGitHttpServer({ root: join(directory, 'served'), ...options });
  const pushUrl = new URL(`${server.url}/${repository}.git`);
  [pushUrl.username = '', pushUrl.password = ''] = options.credentials?.split(':') ?? [];

  return {
    cloneUrl: `${server.url}/{repository}.git`,
    repository,
    path: bare,
    push: async (files) => {
      await git('rm', '-r', '--quiet', '--ignore-unmatch', '.');
      for (const [path, content] of Object.entries(files)) await place(join(work, path), content);
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '--message', 'Change the fleet');
      await git('push', '--quiet', pushUrl.href, 'main');
      return git('rev-parse', 'HEAD');
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function place(path: string, content: FixtureFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await (typeof content === 'string' ? writeFile(path, content) : symlink(content.linkTo, path));
}
