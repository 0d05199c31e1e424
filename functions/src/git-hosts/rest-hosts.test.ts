import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SourceConfig } from '../config/functions-config.ts';
import { secretMap } from '../local/secret-map.ts';
import type { CommitState } from '../ports/commit-statuses.ts';
import type { GitHost } from '../ports/git-hosts.ts';
import { snapshotFiles } from '../repository/snapshot-files.ts';
import { FakeBitbucketCloud } from '../testing/fake-bitbucket-cloud.ts';
import { FakeBitbucketServer } from '../testing/fake-bitbucket-server.ts';
import type { FakeGitHost, FakeGitHostOptions } from '../testing/fake-git-host.ts';
import { FakeGitea } from '../testing/fake-gitea.ts';
import { FakeGitlab } from '../testing/fake-gitlab.ts';
import { type GitFixture, startGitFixture } from '../testing/git-fixture.ts';
import { ConfiguredHosts } from './configured-hosts.ts';
import { restHosts } from './rest-hosts.ts';

const TOKEN = 'canary-token';
const LONG = 'fleetwright/a-binding-whose-name-is-longer-than-a-key';

interface HostCase {
  readonly kind: SourceConfig['kind'];
  readonly fake: new (options: FakeGitHostOptions) => FakeGitHost & { readonly statuses: unknown[] };
  readonly apiPath: string;
  /** What each state is called there. */
  readonly states: Readonly<Record<CommitState, string>>;
  /** Whether the host tells symbolic links from files. */
  readonly links: boolean;
}

const BUILD_STATES = { pending: 'INPROGRESS', success: 'SUCCESSFUL', failure: 'FAILED', error: 'FAILED' };

const CASES: readonly HostCase[] = [
  {
    kind: 'gitea',
    fake: FakeGitea,
    apiPath: '/api/v1',
    states: { pending: 'pending', success: 'success', failure: 'failure', error: 'error' },
    links: true,
  },
  {
    kind: 'gitlab',
    fake: FakeGitlab,
    apiPath: '/api/v4',
    states: { pending: 'running', success: 'success', failure: 'failed', error: 'failed' },
    links: true,
  },
  { kind: 'bitbucket-cloud', fake: FakeBitbucketCloud, apiPath: '/2.0', states: BUILD_STATES, links: true },
  { kind: 'bitbucket-server', fake: FakeBitbucketServer, apiPath: '', states: BUILD_STATES, links: false },
];

let fixture: GitFixture;
let commit: string;

beforeAll(async () => {
  fixture = await startGitFixture();
  await fixture.push({ 'clusters/a.yaml': 'old: true\n' });
  commit = await fixture.push({
    'clusters/a.yaml': 'kind: Cluster\n',
    'clusters/b.yaml': 'kind: Other\n',
    'clusters/escape': { linkTo: '../../x' },
    'patches/deep/er/ä ö#.yaml': 'machine: {}\n',
  });
});
afterAll(() => fixture[Symbol.asyncDispose]());

describe.each(CASES)('a source of kind $kind', ({ kind, fake, apiPath, states, links }) => {
  let host: InstanceType<typeof fake>;
  let apiUrl: string;

  beforeAll(async () => {
    host = new fake({ repositoryPath: fixture.path, repository: fixture.repository, token: TOKEN });
    apiUrl = `${await host.start()}${apiPath}`;
  });
  beforeEach(() => {
    host.calls.length = 0;
    host.failures.length = 0;
    host.statuses.length = 0;
  });
  afterAll(() => host[Symbol.asyncDispose]());

  async function open(token = TOKEN): Promise<GitHost> {
    const source = { kind, apiUrl, hookSecret: 'hooks/x', tokenSecret: 'git/x' } as SourceConfig;
    const config = { instances: {}, bindings: {}, sources: { x: source } };
    return new ConfiguredHosts(config, secretMap({ 'git/x': token }), restHosts()).open('x');
  }

  it('reads every file of exactly one commit, over all pages', async () => {
    const { repositories } = await open();
    await using snapshot = await repositories.open(fixture.repository, commit);
    const files = snapshotFiles(snapshot, 'clusters');

    expect(snapshot.entries.map(({ path }) => path).sort()).toEqual([
      'clusters/a.yaml',
      'clusters/b.yaml',
      'clusters/escape',
      'patches/deep/er/ä ö#.yaml',
    ]);
    expect(new TextDecoder().decode(await files.read('a.yaml'))).toBe('kind: Cluster\n');
    expect(new TextDecoder().decode(await files.read('../patches/deep/er/ä ö#.yaml'))).toBe('machine: {}\n');
  });

  it('never follows a link out of the repository', async () => {
    const { repositories } = await open();
    await using snapshot = await repositories.open(fixture.repository, commit);

    const read = await snapshotFiles(snapshot, 'clusters')
      .read('escape')
      .then((content) => new TextDecoder().decode(content))
      .catch(({ failure }) => failure);

    expect(read).toBe(links ? 'outside' : '../../x');
  });

  it('resolves the head of a branch', async () => {
    const { repositories } = await open();

    expect(await repositories.resolveRef(fixture.repository, 'refs/heads/main')).toBe(commit);
    await expect(repositories.resolveRef(fixture.repository, 'refs/heads/none')).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('says who is to blame when the host fails, and keeps the token to itself', async () => {
    const { repositories } = await open();
    host.failures.push(502);
    await using snapshot = await repositories.open(fixture.repository, commit);
    expect(snapshot.commit).toBe(commit);

    await expect(repositories.open(fixture.repository, 'f'.repeat(40))).rejects.toMatchObject({ code: 'not_found' });
    host.failures.push(429);
    await expect(repositories.open(fixture.repository, commit)).rejects.toMatchObject({ code: 'resource_exhausted' });
    const refused: unknown = await (await open('canary-other')).repositories
      .open(fixture.repository, commit)
      .catch((error) => error);
    expect(refused).toMatchObject({ code: 'access_denied' });
    expect(`${JSON.stringify(refused)} ${refused}`).not.toContain('canary');
  });

  it.each(['pending', 'success', 'failure', 'error'] as const)(
    'shows the state %s beside the commit',
    async (state) => {
      const { statuses } = await open();

      await statuses.set({ repository: fixture.repository, commit, state, context: LONG, description: 'said so' });

      expect(host.statuses).toMatchObject([{ commit, state: states[state], description: 'said so' }]);
    },
  );
});
