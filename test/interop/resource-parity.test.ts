import { newResource, type OmniClient, parseSelector, printEvents, types } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from './harness/connect.ts';
import { type Omnictl, prepareOmnictl } from './harness/omnictl.ts';

const { MachineClass } = types;

let sandbox: Sandbox;
let omnictl: Omnictl;
let client: OmniClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  omnictl = await prepareOmnictl(sandbox);
  client = await connect(sandbox);
  const labels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    empty: { tier: '' },
    gold: { tier: 'gold', cores: '8' },
    odd: { tier: 'a, "b"', in: 'x', 'two words': 'y' },
    silver: { tier: 'silver plate', cores: '16', mem: '16GiB' },
    spaced: { tier: 'gold ' },
    without: {},
  };
  for (const [id, map] of Object.entries(labels)) {
    await client.resources.create(newResource(MachineClass, { id, labels: map, spec: { matchLabels: ['x'] } }));
  }
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await omnictl[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

describe('a selector selects what it selects with omnictl', () => {
  test.each([
    'tier',
    '!tier',
    '! tier',
    'tier=gold',
    'tier == gold',
    'tier=gold ',
    'tier = gold ,cores',
    'tier=silver plate',
    'tier!=gold',
    'tier=',
    'tier=""',
    'tier="a, \\"b\\""',
    'tier in (gold, silver plate)',
    'tier in ("a, \\"b\\"",gold )',
    'tier in ()',
    'tier in (,gold)',
    'tier notin (gold,)',
    'tier in (,,,gold)',
    'tier in (gold,,odd)',
    'cores>8',
    'cores >= 8',
    'cores<9,tier=gold',
    'mem <= 16GiB',
    'in=x',
    '"two words"',
    '"in"',
    'tier,!cores',
  ])('%s', async (selector) => {
    const printed = await omnictl.ok(['get', MachineClass.type, '-l', selector, '-o', 'jsonpath={.metadata.id}']);
    const selected = await client.resources.list('machineclass', { selector });

    expect(selected.map(({ metadata }) => `${metadata.id}\n`).join('')).toBe(printed);
  });

  test.each([
    'a b',
    'a,',
    ',a',
    'a in b',
    'a in (b',
    'a in (=)',
    'a in (b,,)',
    '!a=b',
    'a===b',
    '"a',
    '=a',
    'a "in" (b)',
    'in in (a)',
  ])('and %j is one for neither', async (selector) => {
    const { exitCode } = await omnictl.run(['get', MachineClass.type, '-l', selector]);

    expect(exitCode).toBe(1);
    expect(() => parseSelector(selector)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});

describe('what one applies', () => {
  const document = (size: number) =>
    `metadata:\n    namespace: default\n    type: ${MachineClass.type}\n    id: applied\nspec:\n    matchlabels:\n        - cores >= ${size}\n`;

  test('is unchanged for the other', async () => {
    const [created] = await client.resources.apply(document(1));
    await omnictl.write('applied.yaml', document(2));
    await omnictl.ok(['apply', '-f', 'applied.yaml']);
    const [unchanged] = await client.resources.apply(document(2));
    const [updated] = await client.resources.apply(document(3));

    const shown = await omnictl.ok(['get', MachineClass.type, 'applied', '-o', 'yaml']);
    expect([created, unchanged, updated].map((item) => item?.outcome)).toEqual(['created', 'unchanged', 'updated']);
    expect(shown).toContain('    version: 3\n');
    expect(shown).toContain('        - cores >= 3\n');
    expect(await client.resources.apply(shown)).toMatchObject([{ outcome: 'unchanged' }]);
    await client.resources.delete('machineclass', 'applied');
  });
});

describe('a watch prints as with omnictl', () => {
  test('in a table, line by line', async () => {
    await using theirs = omnictl.start(['get', MachineClass.type, '--watch', '-l', 'watched']);
    const ours = printEvents(MachineClass, client.resources.watch(MachineClass, { selector: 'watched' }), 'table');
    const lines = [await theirs.nextLine()];
    let text = (await ours.next()).value ?? '';

    const resource = newResource(MachineClass, { id: 'seen', labels: { watched: '' }, spec: { matchLabels: ['x'] } });
    await client.resources.create(resource);
    lines.push(await theirs.nextLine());
    text += (await ours.next()).value ?? '';
    await client.resources.modify(MachineClass, 'seen', (draft) => {
      draft.spec.matchLabels.push('y');
    });
    lines.push(await theirs.nextLine());
    text += (await ours.next()).value ?? '';
    await ours.return();

    expect(text).toBe(lines.map((line) => `${line}\n`).join(''));
    await client.resources.delete('machineclass', { selector: 'watched' });
  });
});
