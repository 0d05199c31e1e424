import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { GUARD_IDS, loadTemplateFile, type OmniClient, type Template, types } from '@fleetwright/omni-core';
import { describe, expect, test } from 'vitest';
import { connect } from './harness/connect.ts';
import { startCosiServer } from './harness/cosi-server.ts';
import { prepareOmnictl } from './harness/omnictl.ts';

const GOLDEN = path.resolve(import.meta.dirname, '../golden/templates');

/** The cases this omnictl accepts; two valid ones use fields of later releases. */
const CASES = readdirSync(GOLDEN).filter((name) => {
  if (!name.startsWith('v')) return false;
  return readFileSync(path.join(GOLDEN, name, 'expected.render.exit'), 'utf8').trim() === '0';
});

/** Everything a template can write. */
const WRITTEN = [
  types.Cluster,
  types.MachineSet,
  types.MachineSetNode,
  types.ConfigPatch,
  types.ExtensionsConfiguration,
  types.KernelArg,
  types.KubernetesHealthCheck,
  types.KubernetesManifestGroup,
] as const;

describe('a template synced by omnictl and by the engine', () => {
  test.each(CASES)('%s ends in the same state, which each sees no difference to', async (name) => {
    const args = argumentsOf(name);
    await using theirs = await startCosiServer({ omni: true });
    await using ours = await startCosiServer({ omni: true });
    await using omnictl = await prepareOmnictl(theirs);
    await using theirClient = await connect(theirs);
    await using ourClient = await connect(ours);
    const template = await load(name, args);
    const run = (command: string) => ['cluster', 'template', command, ...absolute(name, args)];

    await omnictl.ok(run('sync'));
    // As omnictl does it: without a question, and without leaving the marks of others.
    await ourClient.templates.sync(template, { strict: true, allow: GUARD_IDS });

    expect(await contentOf(ourClient)).toEqual(await contentOf(theirClient));
    expect(await omnictl.ok(run('diff'), { target: ours })).toBe('');
    expect(await theirClient.templates.diff(template, { strict: true })).toBe('');
  });
});

/** Arguments of the case, as its README describes them. */
function argumentsOf(name: string): readonly string[] {
  const directory = path.join(GOLDEN, name);
  if (!readdirSync(directory).includes('args')) return ['-f', 'template.yaml'];
  return readFileSync(path.join(directory, 'args'), 'utf8').trim().split('\n');
}

/** omnictl runs in a directory of its own, so its template is named by its full path. */
function absolute(name: string, args: readonly string[]): readonly string[] {
  const { file, allowedDirectory } = read(args);
  return ['-f', path.join(GOLDEN, name, file), '--allowed-dir', path.join(GOLDEN, name, allowedDirectory)];
}

function load(name: string, args: readonly string[]): Promise<Template> {
  const { file, allowedDirectory } = read(args);
  return loadTemplateFile(file, { workingDirectory: path.join(GOLDEN, name), allowedDirectory, target: '1.9' });
}

function read(args: readonly string[]): { readonly file: string; readonly allowedDirectory: string } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      file: { type: 'string', short: 'f', default: 'template.yaml' },
      'allowed-dir': { type: 'string', default: '.' },
    },
  });
  return { file: values.file, allowedDirectory: values['allowed-dir'] };
}

/** What the server holds, as it prints it, without versions and times. */
async function contentOf(client: OmniClient): Promise<readonly unknown[]> {
  const lists = await Promise.all(WRITTEN.map((type) => client.resources.list<unknown>(type)));
  return lists.flat().map(({ metadata, specYaml }) => {
    const { type, id, owner, labels, annotations, finalizers } = metadata;
    return { type, id, owner, labels, annotations, finalizers, specYaml };
  });
}
