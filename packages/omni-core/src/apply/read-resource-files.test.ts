import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readResourceFiles } from './read-resource-files.ts';

let root: string;

const document = (id: string) => `metadata:\n  type: MachineClasses.omni.sidero.dev\n  id: ${id}\nspec: {}\n`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fleetwright-apply-'));
  await mkdir(join(root, 'many/b'), { recursive: true });
  await mkdir(join(root, 'empty'));
  await writeFile(join(root, 'many/c.YAML'), `${document('three')}---\n${document('four')}`);
  await writeFile(join(root, 'many/b/two.yml'), document('two'));
  await writeFile(join(root, 'many/a.yaml'), document('one'));
  await writeFile(join(root, 'many/notes.txt'), 'nothing');
  await writeFile(join(root, 'one.json'), JSON.stringify({ metadata: { type: 'Clusters.omni.sidero.dev', id: 'x' } }));
  await writeFile(join(root, 'bad.yaml'), 'metadata: [');
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('readResourceFiles', () => {
  it('reads the YAML files of a directory and below in lexical order', async () => {
    const files = await readResourceFiles(join(root, 'many'));

    const shown = files.map(({ path, resources }) => [
      relative(root, path),
      resources.map(({ metadata }) => metadata.id),
    ]);
    expect(shown).toEqual([
      ['many/a.yaml', ['one']],
      ['many/b/two.yml', ['two']],
      ['many/c.YAML', ['three', 'four']],
    ]);
  });

  it('reads one file whatever its name', async () => {
    const [file] = await readResourceFiles(join(root, 'one.json'));

    expect(file?.resources[0]?.metadata.id).toBe('x');
  });

  it.each([
    ['absent', /cannot read .*ENOENT/],
    ['empty', /no YAML files found in directory/],
    ['bad.yaml', /bad\.yaml: /],
  ])('refuses %s', async (name, message) => {
    await expect(readResourceFiles(join(root, name))).rejects.toThrow(message);
    await expect(readResourceFiles(join(root, name))).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('ends when the caller gives up', async () => {
    const reading = readResourceFiles(join(root, 'one.json'), { signal: AbortSignal.abort() });

    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  });
});
