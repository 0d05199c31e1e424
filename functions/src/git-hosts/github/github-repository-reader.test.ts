import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BlobCache } from '../../repository/blob-cache.ts';
import { snapshotFiles } from '../../repository/snapshot-files.ts';
import { FakeGithub } from '../../testing/fake-github.ts';
import { type GitFixture, startGitFixture } from '../../testing/git-fixture.ts';

import { GithubCommitStatuses } from './github-commit-statuses.ts';
import { GithubRepositoryReader } from './github-repository-reader.ts';
import { githubApi } from './open-github.ts';

const TOKEN = 'canary-token';
let fixture: GitFixture;
let github: FakeGithub;
let apiUrl: string;
let commit: string;

beforeAll(async () => {
  fixture = await startGitFixture();
  commit = await fixture.push({
    'clusters/a.yaml': 'kind: Cluster\n',
    'clusters/escape': { linkTo: '../../x' },
    'patches/ä ö.yaml': 'machine: {}\n',
  });
  github = new FakeGithub({ repositoryPath: fixture.path, repository: fixture.repository, token: TOKEN });
  apiUrl = await github.start();
});
beforeEach(() => {
  github.calls.length = 0;
  github.failures.length = 0;
  github.corrupt = false;
});
afterAll(async () => {
  await github[Symbol.asyncDispose]();
  await fixture[Symbol.asyncDispose]();
});

const reader = (token = TOKEN) => new GithubRepositoryReader(githubApi(apiUrl, token), new BlobCache());

describe('GithubRepositoryReader', () => {
  it('reads exactly one commit: its listing once, each blob once', async () => {
    await using snapshot = await reader().open(fixture.repository, commit);
    const files = snapshotFiles(snapshot, 'clusters');

    const contents = [await files.read('a.yaml'), await files.read('a.yaml')];

    expect(contents.map((content) => new TextDecoder().decode(content))).toEqual([
      'kind: Cluster\n',
      'kind: Cluster\n',
    ]);
    expect(github.calls.map((call) => call.replace(/[0-9a-f]{40}/, '<id>'))).toEqual(
      ['commits', 'trees', 'blobs'].map((kind) => `GET /repos/acme/fleet/git/${kind}/<id>`),
    );
  });

  it('resolves the head of a branch', async () => {
    expect(await reader().resolveRef(fixture.repository, 'refs/heads/main')).toBe(commit);
  });

  it('refuses links that leave the repository', async () => {
    await using snapshot = await reader().open(fixture.repository, commit);

    await expect(snapshotFiles(snapshot, 'clusters').read('escape')).rejects.toMatchObject({ failure: 'outside' });
  });

  it('refuses content that is not the object asked for', async () => {
    github.corrupt = true;
    await using snapshot = await reader().open(fixture.repository, commit);

    await expect(snapshotFiles(snapshot, 'clusters').read('a.yaml')).rejects.toMatchObject({ code: 'protocol' });
  });

  it('tries a failing host again, and gives up with a code that says who is to blame', async () => {
    github.failures.push(502);
    await using snapshot = await reader().open(fixture.repository, commit);
    expect(snapshot.entries).toHaveLength(3);

    github.failures.push(503, 503, 503);
    await expect(reader().open(fixture.repository, commit)).rejects.toMatchObject({ code: 'unavailable' });
    github.failures.push(429);
    await expect(reader().open(fixture.repository, commit)).rejects.toMatchObject({ code: 'resource_exhausted' });
    await expect(reader().open(fixture.repository, 'f'.repeat(40))).rejects.toMatchObject({ code: 'not_found' });
    await expect(reader('other').open(fixture.repository, commit)).rejects.toMatchObject({ code: 'access_denied' });
  });

  it('keeps the token out of its errors', async () => {
    const error: unknown = await reader('canary-other')
      .open(fixture.repository, commit)
      .catch((caught) => caught);

    expect(`${JSON.stringify(error)} ${error}`).not.toContain('canary');
  });
});

describe('GithubCommitStatuses', () => {
  it('sets a status that GitHub accepts', async () => {
    const statuses = new GithubCommitStatuses(githubApi(apiUrl, TOKEN));

    await statuses.set({
      repository: fixture.repository,
      commit,
      state: 'success',
      context: 'fleetwright/fleet',
      description: 'synced',
    });

    expect(github.statuses).toEqual([
      { commit, state: 'success', context: 'fleetwright/fleet', description: 'synced' },
    ]);
  });
});
