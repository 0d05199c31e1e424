import { AccessError, OmniError, types, UnavailableError } from '@fleetwright/omni-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GitFixture, startGitFixture } from '../testing/git-fixture.ts';
import { clusterTemplate, type JobFixture, jobFixture, pushJob, syncJob } from '../testing/job-fixture.ts';
import { syncCommit } from './sync-commit.ts';

const FIRST = { number: 1, last: false };
const LAST = { number: 5, last: true };
const CANARY = 'canary-join-token';
let git: GitFixture;
let fixture: JobFixture;

beforeAll(async () => {
  git = await startGitFixture();
});

beforeEach(() => {
  fixture = jobFixture(git);
});
afterAll(() => git[Symbol.asyncDispose]());

const clusters = () =>
  fixture.state
    .snapshot()
    .filter(({ type }) => type.type === types.Cluster.type)
    .map(({ metadata }) => metadata.id);
const states = () => fixture.statuses.map(({ state }) => state);
const run = (commit: string | undefined, attempt = FIRST, options = {}) =>
  syncCommit(syncJob(commit, options), attempt, fixture.deps);

describe('syncCommit', () => {
  it('syncs every template of exactly the pushed commit, with the files they refer to', async () => {
    const patches = 'patches:\n  - name: dns\n    file: ../patches/dns.yaml\n';
    const commit = await git.push({
      'clusters/a.yaml': clusterTemplate('a', { patches }),
      'clusters/b.yaml': clusterTemplate('b', { machine: 2 }),
      'patches/dns.yaml': 'machine:\n  network:\n    hostname: x\n',
    });
    await git.push({ 'clusters/c.yaml': clusterTemplate('c', { machine: 3 }) });

    const outcome = await run(commit);

    expect(outcome).toMatchObject({ disposition: 'done', summary: '2 synced' });
    expect(clusters()).toEqual(['a', 'b']);
    expect(states()).toEqual(['pending', 'success']);
    expect(fixture.statuses.every((status) => status.commit === commit)).toBe(true);
  });

  it('finds nothing left to do the second time', async () => {
    const commit = await git.push({ 'clusters/a.yaml': clusterTemplate('a') });
    await run(commit);

    expect(await run(commit)).toMatchObject({ disposition: 'done', summary: '1 unchanged' });
  });

  it('syncs the head of the branch when no commit is named', async () => {
    const commit = await git.push({ 'clusters/a.yaml': clusterTemplate('a') });

    expect(await run(undefined)).toMatchObject({ details: { commit, state: 'success' } });
  });

  it('applies nothing when one template is not valid, and says in the status and the report what is wrong', async () => {
    const commit = await git.push({
      'clusters/a.yaml': clusterTemplate('a'),
      'clusters/b.yaml': clusterTemplate('b', { talos: 'latest' }),
    });

    const outcome = await run(commit);

    expect(outcome.disposition).toBe('done');
    expect(clusters()).toEqual([]);
    expect(fixture.statuses.at(-1)).toMatchObject({
      state: 'failure',
      description: expect.stringMatching(/b\.yaml: .*talos/i),
    });
    expect(fixture.reports[0]).toMatchObject({
      key: `fleet/2026/11/22/200000000Z-sync-${commit.slice(0, 12)}`,
      markdown: expect.stringContaining('clusters/b.yaml is not valid'),
    });
  });

  it.each([
    ['../../etc/passwd', 'path escapes'],
    ['/etc/passwd', 'path escapes'],
    ['escape.yaml', 'path escapes'],
    ['missing.yaml', 'no such file'],
  ])('fails the commit for a reference to %s', async (file, reason) => {
    const commit = await git.push({
      'clusters/a.yaml': clusterTemplate('a', { patches: `patches:\n  - name: p\n    file: ${file}\n` }),
      'clusters/escape.yaml': { linkTo: '../../../etc/passwd' },
    });
    fixture.deps.config.bindings['fleet']?.paths.splice(0, 1, 'clusters/a.yaml');

    await run(commit);

    expect(fixture.statuses.at(-1)).toMatchObject({ state: 'failure', description: expect.stringContaining(reason) });
    expect(clusters()).toEqual([]);
  });

  it('refuses a template that is itself a link out of the repository', async () => {
    const commit = await git.push({ 'clusters/a.yaml': { linkTo: '../../secrets.yaml' } });

    await run(commit);

    expect(fixture.statuses.at(-1)).toMatchObject({
      state: 'failure',
      description: expect.stringContaining('escapes'),
    });
  });

  it('refuses clusters that the binding may not touch, and two templates for one cluster', async () => {
    const strict = jobFixture(git, { clusters: ['prod-*'] });
    const foreign = await git.push({ 'clusters/a.yaml': clusterTemplate('dev') });
    const twice = await git.push({
      'clusters/a.yaml': clusterTemplate('a'),
      'clusters/b.yaml': clusterTemplate('a'),
    });

    await syncCommit(syncJob(foreign), FIRST, strict.deps);
    await run(twice);

    expect(strict.statuses.at(-1)?.description).toContain('"dev" is not one this binding may touch (prod-*)');
    expect(fixture.statuses.at(-1)?.description).toContain('"a" is also described by clusters/b.yaml');
    expect(clusters()).toEqual([]);
  });

  it('keeps the cluster whose template was deleted, and reports it as extra', async () => {
    await run(await git.push({ 'clusters/a.yaml': clusterTemplate('a') }));
    const commit = await git.push({});

    await run(commit);

    expect(clusters()).toEqual(['a']);
    expect(fixture.reports.at(-1)?.data).toMatchObject({ extra: ['a'] });
  });

  it('gives the job back while Omni cannot be reached, and abandons it after the last attempt', async () => {
    const commit = await git.push({ 'clusters/a.yaml': clusterTemplate('a') });
    fixture.disturb = () => {
      throw new UnavailableError('Omni cannot be reached');
    };

    const [first, last] = [await run(commit), await run(commit, LAST)];

    expect([first.disposition, last.disposition]).toEqual(['retry', 'abandoned']);
    expect(states()).toEqual(['pending', 'pending', 'pending', 'error']);
  });

  it('does not try again what Omni refuses', async () => {
    const commit = await git.push({ 'clusters/a.yaml': clusterTemplate('a') });
    fixture.disturb = ({ method }) => {
      if (method === 'create') throw new AccessError('role Reader may not create');
    };

    expect(await run(commit)).toMatchObject({ disposition: 'done', details: { state: 'error' } });
  });

  it('blames the commit for what Omni finds invalid', async () => {
    const commit = await git.push({ 'clusters/a.yaml': clusterTemplate('a') });
    fixture.disturb = ({ method }) => {
      if (method === 'create') throw new OmniError('validation_failed', 'unknown machine');
    };

    expect(await run(commit)).toMatchObject({ disposition: 'done', details: { state: 'failure' } });
  });

  it('plans again when somebody changes a resource in the middle of a sync', async () => {
    await run(await git.push({ 'clusters/a.yaml': clusterTemplate('a') }));
    const commit = await git.push({ 'clusters/a.yaml': clusterTemplate('a', { talos: 'v1.11.4' }) });
    let writes = 0;
    fixture.disturb = async ({ method }) => {
      if (method !== 'update') return;
      writes += 1;
      if (writes > 1) return;
      await fixture.state.modify(types.Cluster, 'a', (draft) => {
        draft.annotations['note'] = 'by hand';
      });
    };

    const outcome = await run(commit);

    expect(outcome).toMatchObject({ disposition: 'done', summary: '1 synced' });
    expect((await fixture.state.get(types.Cluster, 'a')).spec.talosVersion).toBe('1.11.4');
  });

  it('reports what was done, what failed and what was not begun, and finishes the rest the next time', async () => {
    const commit = await git.push({ 'clusters/a.yaml': clusterTemplate('a') });
    fixture.disturb = ({ method, type }) => {
      if (method === 'create' && type === types.MachineSet.type) throw new UnavailableError('gone');
    };

    const broken = await run(commit);
    fixture.disturb = () => {};
    const mended = await run(commit, { number: 2, last: false });

    expect(broken.disposition).toBe('retry');
    expect(fixture.reports[0]?.data).toMatchObject({
      clusters: [
        {
          outcome: 'failed',
          steps: ['create Clusters.omni.sidero.dev(a)'],
          unfinished: [expect.stringContaining('create MachineSets'), expect.stringContaining('create MachineSets')],
          remaining: expect.arrayContaining([expect.stringContaining('create MachineSetNodes')]),
          failure: { code: 'unavailable', passing: true },
        },
      ],
    });
    expect(mended).toMatchObject({ disposition: 'done', summary: '1 synced' });
  });

  it('lets the other clusters of a commit succeed when one fails', async () => {
    const commit = await git.push({
      'clusters/a.yaml': clusterTemplate('a'),
      'clusters/b.yaml': clusterTemplate('b', { machine: 2 }),
    });
    fixture.disturb = ({ method, id }) => {
      if (method === 'create' && id === 'a') throw new OmniError('validation_failed', 'no');
    };

    await run(commit);

    expect(clusters()).toEqual(['b']);
    expect(fixture.statuses.at(-1)).toMatchObject({
      state: 'failure',
      description: 'a: sync stopped at "* creating Clusters.omni.sidero.dev(a)" (0 done, 1 failed, 3 not started): no',
    });
  });

  it('writes nothing in a dry run, neither to Omni nor beside the commit', async () => {
    const commit = await git.push({ 'clusters/a.yaml': clusterTemplate('a') });

    const outcome = await run(commit, FIRST, { dryRun: true });

    expect(outcome.summary).toBe('1 planned');
    expect([clusters(), fixture.statuses]).toEqual([[], []]);
    expect(fixture.reports[0]?.markdown).toContain('create Clusters.omni.sidero.dev(a)');
  });

  it('only plans for a binding in plan mode, and says so beside the commit', async () => {
    fixture = jobFixture(git, { mode: 'plan' });
    const commit = await git.push({ 'clusters/a.yaml': clusterTemplate('a') });

    const outcome = await run(commit);

    expect(outcome.summary).toBe('1 planned');
    expect(clusters()).toEqual([]);
    expect(states()).toEqual(['pending', 'success']);
  });

  it('does not apply a pushed commit after a newer one, and says so beside it', async () => {
    const old = await git.push({ 'clusters/a.yaml': clusterTemplate('a') });
    const newer = await git.push({ 'clusters/a.yaml': clusterTemplate('a', { talos: 'v1.11.4' }) });
    await syncCommit(pushJob(newer, { before: old }), FIRST, fixture.deps);

    const outcome = await syncCommit(pushJob(old), { number: 2, last: false }, fixture.deps);

    expect(outcome).toMatchObject({ disposition: 'done', details: { supersededBy: newer }, report: undefined });
    expect((await fixture.state.get(types.Cluster, 'a')).spec.talosVersion).toBe('1.11.4');
    expect(fixture.statuses.at(-1)).toMatchObject({
      commit: old,
      state: 'success',
      description: `superseded by ${newer.slice(0, 12)}, not applied`,
    });
  });

  it('brings an old commit back when it is asked for by name', async () => {
    const old = await git.push({ 'clusters/a.yaml': clusterTemplate('a') });
    await run(await git.push({ 'clusters/a.yaml': clusterTemplate('a', { talos: 'v1.11.4' }) }));

    const refused = await run(old);
    const brought = await syncCommit({ ...syncJob(old), allow: ['talos-downgrade'] }, FIRST, fixture.deps);

    expect(refused.summary).toMatch(/^a: the plan for cluster a is stopped\. talos-downgrade: /);
    expect(fixture.statuses.find(({ state }) => state === 'failure')?.description).toContain('talos-downgrade');
    expect(brought).toMatchObject({ summary: '1 synced' });
    expect((await fixture.state.get(types.Cluster, 'a')).spec.talosVersion).toBe('1.11.3');
  });

  it('applies exactly the plan that was looked at, and tells its hash', async () => {
    const commit = await git.push({
      'clusters/a.yaml': clusterTemplate('a'),
      'clusters/b.yaml': clusterTemplate('b', { machine: 2 }),
    });
    await syncCommit(syncJob(commit, { dryRun: true }), FIRST, fixture.deps);
    const planned = fixture.reports[0]?.data as { clusters: { cluster: string; plan: { hash: string } }[] };
    const hash = planned.clusters.find(({ cluster }) => cluster === 'a')?.plan.hash ?? '';

    const other = await syncCommit({ ...syncJob(commit), plans: { a: 'f'.repeat(64) } }, FIRST, fixture.deps);
    const applied = await syncCommit({ ...syncJob(commit), plans: { a: hash } }, FIRST, fixture.deps);

    expect(other.summary).toContain('Omni changed since the plan for cluster a was made');
    expect(applied).toMatchObject({ summary: '1 synced, 1 planned' });
    expect(clusters()).toEqual(['a']);
    expect(fixture.reports.at(-1)?.data).toMatchObject({ clusters: [{ cluster: 'a', plan: { hash } }, {}] });
  });

  describe('with what it applied last', () => {
    const labelled = (labels: string) => clusterTemplate('a').replace('name: a\n', `name: a\nlabels: ${labels}\n`);
    const labelsOf = async () => (await fixture.state.get(types.Cluster, 'a')).metadata.labels;

    it('takes a label away that left the template, and leaves one that somebody else set', async () => {
      await run(await git.push({ 'clusters/a.yaml': labelled('{ env: prod, team: x }') }));
      await fixture.state.modify(types.Cluster, 'a', (draft) => {
        draft.labels['note'] = 'by hand';
      });

      await run(await git.push({ 'clusters/a.yaml': labelled('{ team: x }') }));

      expect(await labelsOf()).toEqual({ team: 'x', note: 'by hand' });
    });

    it('sets back what somebody changed, or stops for it where the binding says so', async () => {
      const byHand = () =>
        fixture.state.modify(types.Cluster, 'a', (draft) => {
          draft.labels['env'] = 'test';
        });
      await run(await git.push({ 'clusters/a.yaml': labelled('{ env: prod }') }));
      await byHand();
      await run(await git.push({ 'clusters/a.yaml': labelled('{ env: prod, new: "1" }') }));
      const setBack = await labelsOf();

      await byHand();
      const strict = { ...fixture.deps.config.bindings['fleet'], allow: [] };
      const config = { ...fixture.deps.config, bindings: { fleet: strict } } as typeof fixture.deps.config;
      const commit = await git.push({ 'clusters/a.yaml': labelled('{ env: prod, new: "2" }') });
      const stopped = await syncCommit(syncJob(commit), FIRST, { ...fixture.deps, config });

      expect(setBack).toEqual({ env: 'prod', new: '1' });
      expect(stopped.summary).toContain('changed-since-sync');
    });

    it('does without it when the commit is gone', async () => {
      const commit = await git.push({ 'clusters/a.yaml': clusterTemplate('a') });
      await fixture.deps.applied.remember('fleet', 'a', 'f'.repeat(40));

      expect(await run(commit)).toMatchObject({ summary: '1 synced' });
    });
  });

  it('gives the job back when the branch cannot be asked for', async () => {
    const commit = await git.push({ 'clusters/a.yaml': clusterTemplate('a') });
    const host = await fixture.deps.hosts.open('local');
    host.repositories.resolveRef = async () => {
      throw new UnavailableError('the Git host did not answer');
    };

    expect(await syncCommit(pushJob(commit), FIRST, fixture.deps)).toMatchObject({ disposition: 'retry' });
    expect(clusters()).toEqual([]);
  });

  it('says so when the commit is gone', async () => {
    expect(await run('f'.repeat(40))).toMatchObject({ disposition: 'done', details: { state: 'error' } });
  });

  it('keeps patch contents out of statuses, reports and outcomes', async () => {
    const secret = `patches:\n  - name: p\n    inline:\n      machine:\n        token: ${CANARY}\n`;
    const commit = await git.push({ 'clusters/a.yaml': clusterTemplate('a', { patches: secret }) });

    const outcome = await run(commit);

    expect(outcome.details).toMatchObject({ state: 'failure' });
    expect(JSON.stringify([outcome, fixture.statuses, fixture.reports])).not.toContain(CANARY);
  });
});
