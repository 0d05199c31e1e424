import { describe, expect, it } from 'vitest';
import { types } from '../resources/registry.ts';
import { MemoryState } from '../testing/memory-state.ts';
import type { AccessPolicy } from './access-policy-spec.ts';
import { applyAccessPolicy } from './apply-access-policy.ts';
import { evaluateAccess } from './evaluate-access.ts';
import { testAccessPolicy } from './test-access-policy.ts';
import { validateAccessPolicy } from './validate-access-policy.ts';

const policy: AccessPolicy = {
  userGroups: {
    sre: { users: [{ name: 'root@example.com' }, { match: '*@sre.example.com' }] },
    support: { users: [{ labelSelectors: ['team=support', '!contractor'] }] },
  },
  clusterGroups: {
    prod: { clusters: [{ match: 'prod-?' }, { name: 'payments' }] },
    all: { clusters: [{ match: '*' }] },
  },
  rules: [
    {
      users: ['group/sre'],
      clusters: ['group/prod'],
      role: 'Operator',
      kubernetes: { impersonate: { groups: ['system:masters', 'sre'] } },
    },
    { users: ['group/support', 'jane@example.com'], clusters: ['group/all'], role: 'Reader' },
    {
      users: ['jane@example.com'],
      clusters: ['demo'],
      kubernetes: { impersonate: { groups: ['viewers'] } },
    },
  ],
  tests: [
    {
      name: 'sre operate production',
      user: { name: 'kim@sre.example.com' },
      cluster: { name: 'prod-1' },
      expected: { role: 'Operator', kubernetes: { impersonate: { groups: ['sre', 'system:masters'] } } },
    },
    { name: 'nobody else', user: { name: 'x@example.com' }, cluster: { name: 'prod-1' }, expected: { role: 'None' } },
  ],
};

const broken: AccessPolicy = {
  userGroups: { 'a"b': { users: [{}, { name: 'x', match: '[' }, { labelSelectors: ['a', 'a in'] }] } },
  clusterGroups: { g: { clusters: [{ name: 'x', match: 'y' }, { match: '[a-]' }, {}] } },
  rules: [{ role: 'Reader' }, { role: 'Auditor' }, { role: 'King' }, {}],
  tests: [{}],
};

describe('evaluateAccess', () => {
  it('finds users and clusters by name, pattern and group, and adds up what the rules give', () => {
    const access = (user: string, cluster: string) => evaluateAccess(policy, { user: { name: user }, cluster });

    expect(access('kim@sre.example.com', 'prod-1')).toEqual({
      role: 'Operator',
      kubernetesGroups: ['system:masters', 'sre'],
      allClusters: false,
    });
    expect(access('root@example.com', 'payments').role).toBe('Operator');
    expect(access('root@example.com', 'prod-12').role).toBe('None');
    expect(access('jane@example.com', 'demo')).toEqual({
      role: 'Reader',
      kubernetesGroups: ['viewers'],
      allClusters: true,
    });
    expect(access('x@example.com', 'demo')).toEqual({ role: 'None', kubernetesGroups: [], allClusters: false });
  });

  it('finds users by all of the selectors of an entry', () => {
    const role = (labels: Record<string, string>) =>
      evaluateAccess(policy, { user: { name: 'x', labels }, cluster: 'any' }).role;

    expect(role({ team: 'support' })).toBe('Reader');
    expect(role({ team: 'support', contractor: '' })).toBe('None');
    expect(role({ team: 'sales' })).toBe('None');
  });

  it('takes a pattern in a rule itself as a name, and an unknown group as empty', () => {
    const loose: AccessPolicy = { rules: [{ users: ['*', 'group/nobody'], clusters: ['*'], role: 'Admin' }] };

    const access = evaluateAccess(loose, { user: { name: 'x' }, cluster: 'c' });

    expect(access.role).toBe('None');
  });

  it('finds nothing in objects that every object has', () => {
    const odd: AccessPolicy = { rules: [{ users: ['group/constructor'], clusters: ['c'], role: 'Admin' }] };

    expect(evaluateAccess(odd, { user: { name: 'x' }, cluster: 'c' }).role).toBe('None');
  });
});

describe('validateAccessPolicy', () => {
  it('accepts a policy that is right', () => {
    expect(validateAccessPolicy(policy)).toEqual([]);
    expect(validateAccessPolicy({})).toEqual([]);
  });

  it('names everything wrong at once, with its place', () => {
    const paths = validateAccessPolicy(broken).map(({ path }) => path);

    expect(paths).toEqual([
      'userGroups["a\\"b"].users[0]',
      'userGroups["a\\"b"].users[1]',
      'userGroups["a\\"b"].users[1].match',
      'userGroups["a\\"b"].users[2].labelSelectors[1]',
      'clusterGroups["g"].clusters[0]',
      'clusterGroups["g"].clusters[1].match',
      'clusterGroups["g"].clusters[2]',
      'rules[1].role',
      'rules[2].role',
      'tests[0].name',
      'tests[0].user.name',
      'tests[0].cluster.name',
    ]);
  });
});

describe('testAccessPolicy', () => {
  it('passes what comes out as expected, whatever the order of the groups', () => {
    expect(testAccessPolicy(policy).map(({ name, issues }) => [name, issues])).toEqual([
      ['sre operate production', []],
      ['nobody else', []],
    ]);
  });

  it('says what the policy gives instead', () => {
    const user = { name: 'jane@example.com' };
    const failing = { ...policy, tests: [{ name: 't', user, cluster: { name: 'demo' }, expected: { role: 'Admin' } }] };

    const [result] = testAccessPolicy(failing);

    expect(result?.access?.role).toBe('Reader');
    expect(result?.issues).toEqual([
      { path: 'tests[0].expected.role', message: 'the policy gives Reader, not Admin' },
      { path: 'tests[0].expected.kubernetes.impersonate.groups', message: 'the policy gives ["viewers"], not []' },
    ]);
  });

  it('fails a test that cannot be decided', () => {
    const undecidable: AccessPolicy = {
      ...broken,
      rules: [{ users: ['group/a"b'], clusters: ['c'], role: 'Reader' }],
      tests: [{ name: 't', user: { name: 'u' }, cluster: { name: 'c' } }],
    };

    expect(testAccessPolicy(undecidable)).toMatchObject([{ access: undefined, issues: [{ path: 'tests[0]' }] }]);
  });
});

describe('applyAccessPolicy', () => {
  it('creates the policy, then changes it, then has nothing to do', async () => {
    const state = new MemoryState();

    const created = await applyAccessPolicy(state, policy);
    const updated = await applyAccessPolicy(state, { ...policy, tests: [] });
    const unchanged = await applyAccessPolicy(state, { ...policy, tests: [] });

    expect([created, updated, unchanged].map(({ outcome }) => outcome)).toEqual(['created', 'updated', 'unchanged']);
    const stored = await state.get(types.AccessPolicy, 'access-policy');
    expect(stored.spec.tests).toEqual([]);
    expect(stored.spec.rules).toHaveLength(3);
  });

  it('shows the change and writes nothing in a dry run', async () => {
    const state = new MemoryState();

    const { diff } = await applyAccessPolicy(state, policy, { dryRun: true, diff: true });

    expect(diff).toContain('+    sre:');
    expect(await state.find(types.AccessPolicy, 'access-policy')).toBeUndefined();
  });

  it('sends neither a malformed policy nor one that fails its own tests', async () => {
    const state = new MemoryState();
    const failing = { ...policy, rules: [] };

    await expect(applyAccessPolicy(state, broken)).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(applyAccessPolicy(state, failing)).rejects.toMatchObject({
      code: 'validation_failed',
      message: expect.stringContaining('tests[0].expected.role: the policy gives None, not Operator'),
    });
    expect(await state.list(types.AccessPolicy)).toEqual([]);
  });
});
