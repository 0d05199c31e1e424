import { type Resource, types, UnavailableError } from '@fleetwright/omni-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GitFixture, startGitFixture } from '../testing/git-fixture.ts';
import { clusterTemplate, driftJob, type JobFixture, jobFixture, syncJob } from '../testing/job-fixture.ts';
import { reportDrift } from './report-drift.ts';
import { syncCommit } from './sync-commit.ts';

const CANARY = 'canary-registry-password';
const PATCH = `patches:
  - name: registry
    inline:
      machine:
        registries:
          config:
            ghcr.io:
              auth:
                password: ${CANARY}
`;
let git: GitFixture;
let fixture: JobFixture;

beforeAll(async () => {
  git = await startGitFixture();
});

beforeEach(async () => {
  fixture = jobFixture(git);
  const commit = await git.push({ 'clusters/a.yaml': clusterTemplate('a', { patches: PATCH }) });
  await syncCommit(syncJob(commit), { number: 1, last: false }, fixture.deps);
  fixture.reports.length = 0;
});
afterAll(() => git[Symbol.asyncDispose]());

const patches = (): Promise<Resource[]> => fixture.state.list<unknown>(types.ConfigPatch);

describe('reportDrift', () => {
  it('stays quiet when nothing drifted', async () => {
    expect(await reportDrift(driftJob, fixture.deps)).toMatchObject({
      disposition: 'done',
      summary: 'no drift',
      report: undefined,
    });
    expect(fixture.reports).toEqual([]);
  });

  it('reports what is missing and of another version, with a diff from Git to Omni, and not what others marked', async () => {
    await fixture.state.modify(types.Cluster, 'a', (draft) => {
      draft.spec.talosVersion = '1.10.0';
    });
    for (const { metadata } of await patches()) await fixture.state.teardownAndDestroy(types.ConfigPatch, metadata.id);
    const [node] = await fixture.state.list(types.MachineSetNode);
    if (node === undefined) throw new TypeError('the sync made no node');
    await fixture.state.modify(types.MachineSetNode, node.metadata.id, (draft) => {
      draft.labels['extra'] = 'label';
    });

    const outcome = await reportDrift(driftJob, fixture.deps);

    expect(outcome).toMatchObject({ summary: '1 missing, 1 version in 1 of 1 cluster', details: { drifted: 1 } });
    expect(fixture.reports[0]?.markdown).toMatch(
      /version: `Clusters\.omni\.sidero\.dev\(default\/a\)`[\s\S]*-\s+talosversion: 1\.11\.3\n\+\s+talosversion: 1\.10\.0/,
    );
    expect(fixture.reports[0]?.html).toContain('<del>1.3</del>');
  });

  it('shows which setting of a patch changed, and no value', async () => {
    const [patch] = await fixture.state.list(types.ConfigPatch);
    if (patch === undefined) throw new TypeError('the sync made no patch');
    await fixture.state.modify(types.ConfigPatch, patch.metadata.id, (draft) => {
      draft.spec.data = `# ${CANARY}\n${patch.spec.data.replace(CANARY, 'canary-by-hand')}`;
    });

    await reportDrift(driftJob, fixture.deps);

    const text = JSON.stringify(fixture.reports);
    expect(fixture.reports[0]?.markdown).toMatch(/-\s+password: («redacted:\w+»)\n\+\s+password: (?!\1)«redacted:\w+»/);
    expect(text).not.toMatch(/canary/);
    expect(text).not.toContain(Buffer.from(CANARY).toString('base64').slice(0, -3));
  });

  it('names clusters whose template is gone', async () => {
    await git.push({});

    expect(await reportDrift(driftJob, fixture.deps)).toMatchObject({ summary: '1 extra in 1 of 1 cluster' });
  });

  it('reports what it cannot read as an error, not as free of drift', async () => {
    fixture.disturb = ({ type }) => {
      if (type === types.MachineSet.type) throw new UnavailableError('Omni cannot be reached');
    };

    const outcome = await reportDrift(driftJob, fixture.deps);

    expect(outcome.summary).toBe('1 not compared');
    expect(fixture.reports[0]?.data).toMatchObject({
      drift: { clusters: [{ failure: { code: 'unavailable' } }] },
    });
  });

  it('reports a template that is not valid, and does not take its cluster for one without a template', async () => {
    await git.push({ 'clusters/a.yaml': 'kind: Nonsense\n' });

    expect(await reportDrift(driftJob, fixture.deps)).toMatchObject({
      summary: '1 not compared',
      details: { drifted: 0, failed: 1 },
    });
  });

  it('tells what nobody has applied yet from what somebody changed', async () => {
    await git.push({ 'clusters/a.yaml': clusterTemplate('a', { talos: 'v1.11.4', patches: PATCH }) });
    const [patch] = await patches();
    await fixture.state.teardownAndDestroy(types.ConfigPatch, patch?.metadata.id ?? '');

    expect(await reportDrift(driftJob, fixture.deps)).toMatchObject({
      summary: '1 missing, 1 pending in 1 of 1 cluster',
    });
    expect(fixture.reports[0]?.data).toMatchObject({
      drift: { clusters: [{ findings: [{ against: ['applied', 'head'] }, { class: 'pending', against: ['head'] }] }] },
    });
  });

  it('changes nothing', async () => {
    const writes: string[] = [];
    fixture.disturb = ({ method }) => {
      if (method !== 'get' && method !== 'list') writes.push(method);
    };
    await git.push({ 'clusters/a.yaml': clusterTemplate('a', { talos: 'v1.11.4' }) });

    await reportDrift(driftJob, fixture.deps);

    expect(writes).toEqual([]);
  });
});
