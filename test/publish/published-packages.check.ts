import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmptyProject, emptyProject } from './empty-project.ts';
import { oldestNode } from './node-versions.ts';
import { type PackedPackage, packPackages, textInside } from './packed-packages.ts';
import { runCommand } from './run-command.ts';
import { startSandboxCommand } from './sandbox-command.ts';

const root = path.resolve(import.meta.dirname, '../..');
const program = (name: string) => path.join(root, 'node_modules/.bin', name);

let tarballs: string;
let packages: readonly PackedPackage[];
let project: EmptyProject;
const nodes = { 'the oldest Node promised': '', 'the Node of the lockfile': process.execPath };

beforeAll(async () => {
  tarballs = await mkdtemp(path.join(tmpdir(), 'fleetwright-tarballs-'));
  project = await emptyProject();
  packages = await packPackages(tarballs);
  nodes['the oldest Node promised'] = await oldestNode();
  await project.install(
    nodes['the oldest Node promised'],
    packages.map(({ tarball }) => tarball),
  );
});

afterAll(async () => {
  await project[Symbol.asyncDispose]();
  await rm(tarballs, { recursive: true });
});

/** Every path somebody may import. */
const entries = () =>
  packages.flatMap(({ manifest }) =>
    Object.keys(manifest.exports).map((entry) => path.posix.join(manifest.name, entry)),
  );

describe('the packages', () => {
  it('hold every file their manifests name, the licence, and no sources', async () => {
    for (const { manifest, files } of packages) {
      const named = Object.values(manifest.exports).flatMap((entry) => [entry.types, entry.default]);
      const expected = [...named, ...Object.values(manifest.bin ?? {})].map((file) => path.posix.normalize(file));

      expect(files).toEqual(expect.arrayContaining([...expected, 'LICENSE', 'NOTICE', 'README.md']));
      expect(files.filter((file) => /^(src|scripts|test)\/|\.test\.|tsbuildinfo/.test(file))).toEqual([]);
      expect(files.filter((file) => file.startsWith('dist/') && /(?<!\.d)\.ts$/.test(file))).toEqual([]);
    }
  });

  it('bring the guides and the reference of the library along', () => {
    const library = packages.find(({ manifest }) => manifest.name === '@fleetwright/omni-core');

    expect(library?.files).toEqual(
      expect.arrayContaining(['docs/README.md', 'docs/reference/README.md', 'api/omni-core.api.md']),
    );
  });

  it('carry the licence of the repository, and are published for everybody', async () => {
    for (const { manifest, tarball } of packages) {
      for (const file of ['LICENSE', 'NOTICE']) {
        expect(await textInside(tarball, file)).toBe(await readFile(path.join(root, file), 'utf8'));
      }
      expect(manifest).toMatchObject({ license: 'Apache-2.0', publishConfig: { access: 'public' } });
    }
  });

  it('have nothing that publint would change', async () => {
    for (const { tarball } of packages) {
      const bytes = await readFile(tarball);
      const tarballBytes = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      const { messages, pkg } = await publint({ pack: { tarball: tarballBytes }, strict: true });

      expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
    }
  });

  it('have types that every way of resolving ES modules finds', async () => {
    for (const { tarball } of packages) {
      const checked = runCommand(program('attw'), [tarball, '--profile', 'esm-only']);

      await expect(checked).resolves.toContain('(ESM)');
    }
  });
});

describe.each(['the oldest Node promised', 'the Node of the lockfile'] as const)('in an empty project, %s', (name) => {
  it('loads every entry that needs no other package', async () => {
    const alone = entries().filter((entry) => !entry.endsWith('/aws'));

    const printed = await project.run(nodes[name], ['import-entries.mjs', ...alone]);

    expect(printed).toBe(alone.map((entry) => `${entry} loads\n`).join(''));
  });

  it('runs a sandbox inside a program', async () => {
    const printed = await project.run(nodes[name], ['start-sandbox.mjs']);

    expect(printed.match(/^[\da-f-]{36}$/gm)).toHaveLength(3);
  });

  it('starts the sandbox by its command, and a program rolls out a template there', async () => {
    await using sandbox = await startSandboxCommand(nodes[name], project.directory);

    const printed = await project.run(nodes[name], ['use-environment.mjs'], sandbox.environment);

    expect(printed).toBe('10 machines, 3 steps, RUNNING\n');
    expect(await sandbox.stop()).toBe(0);
  });

  it('starts the MCP server by its command', async () => {
    await using sandbox = await startSandboxCommand(nodes[name], project.directory);
    const client = new Client({ name: 'check', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command: nodes[name],
        args: [path.join(project.directory, 'node_modules/.bin/omni-mcp')],
        env: { ...sandbox.environment },
        stderr: 'inherit',
      }),
    );

    const { structuredContent } = await client.callTool({ name: 'omni_list', arguments: { type: 'machinestatus' } });
    await client.close();

    expect(structuredContent).toMatchObject({ data: { total: 10 } });
  });
});

describe('a TypeScript project', () => {
  beforeAll(async () => {
    const { devDependencies } = createRequire(import.meta.url)('../../packages/omni-core/package.json');
    const aws = '@aws-sdk/client-secrets-manager';
    await project.install(nodes['the oldest Node promised'], ['@types/node@22', `${aws}@${devDependencies[aws]}`]);
  });

  it.each(['nodenext', 'bundler'])('compiles against every entry with module resolution %s', async (resolution) => {
    const compiled = runCommand(program('tsc'), ['-p', `tsconfig.${resolution}.json`], { cwd: project.directory });

    await expect(compiled).resolves.toBe('');
  });

  it('loads the entry whose package is now there', async () => {
    const printed = await project.run(process.execPath, ['import-entries.mjs', '@fleetwright/omni-core/aws']);

    expect(printed).toBe('@fleetwright/omni-core/aws loads\n');
  });
});
