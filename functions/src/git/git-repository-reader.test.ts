import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTemplates } from '../repository/find-templates.ts';
import { snapshotFiles } from '../repository/snapshot-files.ts';
import { type GitFixture, startGitFixture } from '../testing/git-fixture.ts';
import { GitRepositoryReader } from './git-repository-reader.ts';

const FILES = {
  'clusters/a.yaml': 'kind: Cluster\n',
  'clusters/b.yaml': 'kind: Cluster\n',
  'clusters/deep/c.yaml': 'kind: Cluster\n',
  'patches/dns.yaml': 'machine: {}\n',
  'clusters/link.yaml': { linkTo: '../patches/dns.yaml' },
  'clusters/linked': { linkTo: '../patches' },
  'clusters/escape': { linkTo: '../../etc/passwd' },
  'clusters/absolute': { linkTo: '/etc/passwd' },
  'clusters/outside': { linkTo: '../..' },
  'clusters/loop': { linkTo: 'loop' },
};

let fixture: GitFixture;
let first: string;
let second: string;

beforeAll(async () => {
  fixture = await startGitFixture();
  first = await fixture.push(FILES);
  const { 'clusters/b.yaml': _, ...kept } = FILES;
  second = await fixture.push({ ...kept, 'clusters/a.yaml': 'kind: Cluster\nname: changed\n' });
});
afterAll(() => fixture[Symbol.asyncDispose]());

async function readAll(commit: string, path: string): Promise<string> {
  await using snapshot = await new GitRepositoryReader(fixture).open(fixture.repository, commit);
  return Buffer.from(await snapshotFiles(snapshot, 'clusters').read(path)).toString('utf8');
}

describe('GitRepositoryReader over smart HTTP', () => {
  it('reads the repository as it was at exactly the commit asked for', async () => {
    const reader = new GitRepositoryReader(fixture);
    await using before = await reader.open(fixture.repository, first);
    await using after = await reader.open(fixture.repository, second);

    expect(findTemplates(before.entries, ['clusters/*.yaml'])).toEqual(
      ['a', 'b', 'link'].map((name) => `clusters/${name}.yaml`),
    );
    expect(findTemplates(after.entries, ['clusters/**/*.yaml'])).toEqual(
      ['a', 'deep/c', 'link'].map((name) => `clusters/${name}.yaml`),
    );
    expect(await readAll(first, 'a.yaml')).toBe('kind: Cluster\n');
    expect(await readAll(second, 'a.yaml')).toContain('changed');
  });

  it('resolves the head of a branch', async () => {
    expect(await new GitRepositoryReader(fixture).resolveRef(fixture.repository, 'refs/heads/main')).toBe(second);
  });

  it.each(['../patches/dns.yaml', './link.yaml', 'linked/dns.yaml', 'deep/../../patches/dns.yaml'])(
    'follows %s, which stays inside the repository',
    async (path) => {
      expect(await readAll(first, path)).toBe('machine: {}\n');
    },
  );

  it.each([
    ['../../etc/passwd', 'outside'],
    ['/etc/passwd', 'outside'],
    ['escape', 'outside'],
    ['absolute', 'outside'],
    ['outside/etc/passwd', 'outside'],
    ['linked/../../../etc/passwd', 'outside'],
    ['loop', 'unreadable'],
    ['deep', 'directory'],
    ['nothing.yaml', 'missing'],
    ['a.yaml/b.yaml', 'missing'],
  ])('refuses %s as %s', async (path, failure) => {
    await expect(readAll(first, path)).rejects.toMatchObject({ name: 'TemplateFileError', failure });
  });

  it('says which of commit, repository, access or host is the problem', async () => {
    await using locked = await startGitFixture({ credentials: 'bot:canary-token' });
    const commit = await locked.push({ 'a.yaml': 'a' });
    const open = (reader: GitRepositoryReader, repository = fixture.repository, at = first) =>
      reader.open(repository, at).then(
        () => 'opened',
        (error: { code: string }) => error.code,
      );

    expect(await open(new GitRepositoryReader(fixture), 'acme/fleet', 'f'.repeat(40))).toBe('not_found');
    expect(await open(new GitRepositoryReader(fixture), 'acme/other')).toBe('not_found');
    expect(await open(new GitRepositoryReader(locked), 'acme/fleet', commit)).toBe('access_denied');
    expect(
      await open(new GitRepositoryReader({ ...locked, credentials: 'bot:canary-token' }), 'acme/fleet', commit),
    ).toBe('opened');
    expect(await open(new GitRepositoryReader({ cloneUrl: 'http://127.0.0.1:9/{repository}' }))).toBe('unavailable');
    expect(await open(new GitRepositoryReader({ cloneUrl: 'ext::sh -c id {repository}' }))).toBe('unavailable');
  });

  it('stops when told to, and leaves no directory behind', async () => {
    const leftovers = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('fleetwright-git-'));
    const before = await leftovers();
    const opening = new GitRepositoryReader(fixture).open(fixture.repository, first, { signal: AbortSignal.abort() });

    await expect(opening).rejects.toThrow();

    expect(await leftovers()).toEqual(before);
  });
});
