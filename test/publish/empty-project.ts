import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

const consumer = fileURLToPath(new URL('consumer/', import.meta.url));

/** A project of somebody who uses the packages, far from this repository and its node_modules. */
export interface EmptyProject extends AsyncDisposable {
  readonly directory: string;
  /**
   * Installs packages as npm does under that Node, which refuses whatever needs a newer one.
   * @throws when npm fails, with what it said
   */
  install(node: string, packages: readonly string[]): Promise<void>;
  /**
   * Runs a file of the project to its end.
   * @returns what it prints
   */
  run(node: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>;
}

/** Makes a project that holds the programs of `consumer/` and nothing else. */
export async function emptyProject(): Promise<EmptyProject> {
  const directory = await mkdtemp(path.join(tmpdir(), 'fleetwright-publish-'));
  await cp(consumer, directory, { recursive: true });
  await writeFile(path.join(directory, 'package.json'), '{ "private": true, "type": "module" }\n');
  return {
    directory,
    install: async (node, packages) => {
      const PATH = `${path.dirname(node)}${path.delimiter}${process.env['PATH']}`;
      await runCommand('npm', ['install', '--engine-strict', '--prefer-offline', ...packages], {
        cwd: directory,
        env: { ...process.env, PATH },
      });
    },
    run: (node, args, env = {}) => runCommand(node, args, { cwd: directory, env: { ...process.env, ...env } }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
