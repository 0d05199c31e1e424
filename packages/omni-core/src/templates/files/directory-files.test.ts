import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryFiles } from '../../testing/memory-files.ts';
import { TemplateFileError } from '../errors.ts';
import { directoryFiles } from './directory-files.ts';
import { readReferencedFiles } from './referenced-files.ts';

const SECRET = 'canary-outside-the-root';
let top = '';
let root = '';

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'template-files-'));
  root = join(top, 'root');
  await mkdir(join(root, 'clusters'), { recursive: true });
  await writeFile(join(top, 'secret'), SECRET);
  await writeFile(join(root, 'shared.yaml'), 'shared');
  await writeFile(join(root, 'clusters', 'p.yaml'), 'own');
  await symlink(join(top, 'secret'), join(root, 'link-out'));
  await symlink(top, join(root, 'directory-out'));
  await symlink(join(root, 'shared.yaml'), join(root, 'link-in'));
});

afterAll(() => rm(top, { recursive: true }));

async function read(path: string, directory = '.'): Promise<string> {
  return new TextDecoder().decode(await directoryFiles({ root, directory }).read(path));
}

describe('directoryFiles', () => {
  it('reads relative to the directory of the template', async () => {
    expect(await read('p.yaml', 'clusters')).toBe('own');
    expect(await read('../shared.yaml', 'clusters')).toBe('shared');
    expect(await read('./clusters/../link-in')).toBe('shared');
  });

  it('reads an absolute path inside the root', async () => {
    expect(await read(join(root, 'shared.yaml'))).toBe('shared');
  });

  it.each([
    ['../secret', 'openat ../secret: path escapes from parent'],
    ['link-out', 'openat link-out: path escapes from parent'],
    ['directory-out/secret', 'openat directory-out/secret: path escapes from parent'],
    ['missing.yaml', 'openat missing.yaml: no such file or directory'],
    ['shared.yaml/x', 'openat shared.yaml/x: no such file or directory'],
    ['clusters', 'read ./clusters: is a directory'],
  ])('refuses %s', async (path, message) => {
    await expect(read(path)).rejects.toMatchObject({ name: 'TemplateFileError', message });
  });

  it('refuses files above the limit', async () => {
    await expect(directoryFiles({ root, maxBytes: 3 }).read('shared.yaml')).rejects.toThrow(TemplateFileError);
  });

  it('never reads outside the root, whatever the path', async () => {
    const part = fc.constantFrom(
      '..',
      '.',
      'secret',
      'link-out',
      'directory-out',
      'clusters',
      'link-in',
      '',
      'root',
      '/',
      '~',
    );
    const paths = fc.array(part, { maxLength: 6 }).map((parts) => parts.join('/'));

    await fc.assert(
      fc.asyncProperty(paths, fc.constantFrom('.', 'clusters', 'directory-out'), async (path, directory) => {
        const outcome = await read(path, directory).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(TemplateFileError);
        else expect(outcome).not.toContain(SECRET);
      }),
      { numRuns: 500 },
    );
  });
});

describe('memoryFiles', () => {
  it('is confined as a directory is', async () => {
    const files = memoryFiles({ 'shared.yaml': 'shared', 'clusters/p.yaml': 'own' }, { directory: 'clusters' });

    expect(new TextDecoder().decode(await files.read('../shared.yaml'))).toBe('shared');
    await expect(files.read('../../etc/passwd')).rejects.toMatchObject({ failure: 'outside' });
    await expect(files.read('../clusters')).rejects.toMatchObject({ failure: 'directory' });
    await expect(files.read('q.yaml')).rejects.toMatchObject({ failure: 'missing' });
  });
});

describe('readReferencedFiles', () => {
  it('keeps a byte order mark and refuses bytes that are no text', async () => {
    const files = memoryFiles({ bom: '\uFEFFa', binary: Uint8Array.of(0xff, 0xfe) });

    const read = await readReferencedFiles(['bom', 'binary', 'bom'], files);

    expect(read.get('bom')).toBe('\uFEFFa');
    expect(read.get('binary')).toMatchObject({ failure: 'unreadable', hint: 'The file is not UTF-8 text.' });
  });
});
