import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Omnictl, prepareOmnictl } from './harness/omnictl.ts';

let sandbox: Sandbox;
let omnictl: Omnictl;

beforeAll(async () => {
  sandbox = await startSandbox();
  omnictl = await prepareOmnictl(sandbox);
  await omnictl.write('classes.yaml', ['small', 'medium', 'large'].map(machineClass).join('---\n'));
  await omnictl.ok(['apply', '-f', 'classes.yaml']);
});

afterAll(async () => {
  await omnictl[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

describe('omnictl get', () => {
  test('prints a table under every alias of the type', async () => {
    const tables = await Promise.all(
      ['machineclass', 'machineclasses', 'MachineClasses.omni.sidero.dev'].map((alias) => omnictl.ok(['get', alias])),
    );

    expect(new Set(tables).size).toBe(1);
    expect(rowsOf(tables[0])).toEqual([
      ['NAMESPACE', 'TYPE', 'ID', 'VERSION'],
      ['default', 'MachineClass', 'large', '1'],
      ['default', 'MachineClass', 'medium', '1'],
      ['default', 'MachineClass', 'small', '1'],
    ]);
  });

  test('prints the columns of the type', async () => {
    const [header, row] = rowsOf(await omnictl.ok(['get', 'currentuser', 'current']));

    expect(header).toEqual(['NAMESPACE', 'TYPE', 'ID', 'VERSION', 'IDENTITY', 'ROLE']);
    expect(row?.slice(0, 3)).toEqual(['virtual', 'CurrentUser', 'current']);
    expect(row?.[4]).toMatch(/@serviceaccount\.omni\.sidero\.dev$/);
    expect(row?.[5]).toBe('Admin');
  });

  test('selects by id, labels and id expression', async () => {
    const byId = await omnictl.ok(['get', 'machineclass', 'small']);
    const byLabel = await omnictl.ok(['get', 'machineclass', '-l', 'size in (large, small), tier']);
    const byAbsence = await omnictl.ok(['get', 'machineclass', '-l', '!size']);
    const byPattern = await omnictl.ok(['get', 'machineclass', '--id-match-regexp', '^(me|la)']);

    expect([byId, byLabel, byAbsence, byPattern].map(idsOf)).toEqual([
      ['small'],
      ['large', 'small'],
      [],
      ['large', 'medium'],
    ]);
  });

  test('prints YAML that apply takes back, and JSON with the same content', async () => {
    const yaml = await omnictl.ok(['get', 'machineclass', 'small', '-o', 'yaml']);
    const json = JSON.parse(await omnictl.ok(['get', 'machineclass', 'small', '-o', 'json']));

    expect(yaml).toContain('    type: MachineClasses.omni.sidero.dev\n    id: small\n    version: 1\n');
    expect(yaml).toContain('    matchlabels:\n        - omni.sidero.dev/cores >= 2\n');
    expect(json).toMatchObject({
      metadata: { id: 'small', labels: { size: 'small' } },
      spec: { matchlabels: ['omni.sidero.dev/cores >= 2'] },
    });
  });

  test('evaluates JSONPath on the same content', async () => {
    const values = await omnictl.ok(['get', 'machineclass', '-o', 'jsonpath={.metadata.id}{.spec.matchlabels[0]}']);

    expect(values.trim().split('\n')).toEqual(
      ['large', 'medium', 'small'].flatMap((id) => [id, 'omni.sidero.dev/cores >= 2']),
    );
  });

  test('fails for a missing resource and for an unknown type', async () => {
    const missing = await omnictl.run(['get', 'machineclass', 'absent']);
    const unknown = await omnictl.run(['get', 'nonsense']);

    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toContain("doesn't exist");
    expect(unknown).toMatchObject({ exitCode: 1, stdout: '' });
    expect(unknown.stderr).toContain('resource "nonsense" is not registered');
  });

  test('is refused types that are closed to everybody', async () => {
    const closed = await omnictl.run(['get', 'clustersecrets.omni.sidero.dev']);

    expect(closed.exitCode).toBe(1);
    expect(closed.stderr).toContain('no access is permitted');
  });
});

describe('omnictl get --watch', () => {
  test('shows what exists and then every change as it happens', async () => {
    await using watch = omnictl.start(['get', 'machineclass', '--watch', '-l', 'watched']);
    const lines = [await watch.nextLine()];

    await omnictl.write('watched.yaml', machineClass('watched').replace('tier:', 'watched: ""\n        tier:'));
    await omnictl.ok(['apply', '-f', 'watched.yaml']);
    lines.push(await watch.nextLine());
    await omnictl.ok(['delete', 'machineclass', 'watched']);
    lines.push(await watch.nextLine());
    const gone = lines.at(-1)?.startsWith('-') ? lines.at(-1) : await watch.nextLine();

    expect(lines[0]).toMatch(/^\*\s+NAMESPACE\s+TYPE\s+ID\s+VERSION/);
    expect(lines[1]).toMatch(/^\+\s+default\s+MachineClass\s+watched\s+1/);
    expect(gone).toMatch(/^-\s+default\s+MachineClass\s+watched/);
  });
});

describe('omnictl get --watch of one resource', () => {
  test('starts with its current state and goes on with what happens to it', async () => {
    await omnictl.write('single.yaml', machineClass('single'));
    await omnictl.ok(['apply', '-f', 'single.yaml']);
    await using watch = omnictl.start(['get', 'machineclass', 'single', '--watch']);
    const lines = [await watch.nextLine(), await watch.nextLine()];

    await omnictl.write('single.yaml', machineClass('single').replace('cores >= 2', 'cores >= 4'));
    await omnictl.ok(['apply', '-f', 'single.yaml']);
    lines.push(await watch.nextLine());
    await omnictl.ok(['delete', 'machineclass', 'single']);

    expect(lines[0]).toMatch(/^\*\s+NAMESPACE/);
    expect(lines[1]).toMatch(/^\+\s+default\s+MachineClass\s+single\s+1/);
    expect(lines[2]).toMatch(/^\s+default\s+MachineClass\s+single\s+2/);
  });
});

describe('omnictl apply', () => {
  test('creates, then updates with the version just read', async () => {
    await omnictl.write('one.yaml', machineClass('one'));
    const created = await omnictl.ok(['apply', '-v', '-f', 'one.yaml']);
    await omnictl.write('one.yaml', machineClass('one').replace('cores >= 2', 'cores >= 8'));
    const updated = await omnictl.ok(['apply', '-v', '-f', 'one.yaml']);

    expect(created).toContain("Creating resource 'one'");
    expect(updated).toContain("Updating resource 'one'");
    expect(rowsOf(await omnictl.ok(['get', 'machineclass', 'one']))[1]).toEqual([
      'default',
      'MachineClass',
      'one',
      '2',
    ]);
    expect(await omnictl.ok(['get', 'machineclass', 'one', '-o', 'yaml'])).toContain('cores >= 8');
    await omnictl.ok(['delete', 'machineclass', 'one']);
  });

  test('writes nothing in a dry run', async () => {
    await omnictl.write('dry.yaml', machineClass('dry'));

    await omnictl.ok(['apply', '--dry-run', '-f', 'dry.yaml']);

    expect((await omnictl.run(['get', 'machineclass', 'dry'])).exitCode).toBe(1);
  });

  test('takes a directory, in order, and leaves other files alone', async () => {
    await omnictl.write('many/b.yaml', machineClass('many-b'));
    await omnictl.write('many/nested/a.yml', machineClass('many-a'));
    await omnictl.write('many/notes.txt', 'not a resource');

    const applied = await omnictl.ok(['apply', '-v', '-f', 'many']);

    expect(applied).toContain('Processing 2 resource file(s)');
    expect(idsOf(await omnictl.ok(['get', 'machineclass', '--id-match-regexp', '^many-']))).toEqual([
      'many-a',
      'many-b',
    ]);
    await omnictl.ok(['delete', 'machineclass', 'many-a', 'many-b']);
  });

  test('is refused a resource that controllers own', async () => {
    await omnictl.write(
      'status.yaml',
      machineClass('x')
        .replaceAll('MachineClasses', 'ClusterStatuses')
        .replace(/spec:[\s\S]*/, 'spec: {}\n'),
    );

    const refused = await omnictl.run(['apply', '-f', 'status.yaml']);

    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('only read access is permitted');
  });

  test('is told why a resource is not valid', async () => {
    await omnictl.write(
      'cluster.yaml',
      document('Clusters', 'bad', '    kubernetesversion: 1.2.3\n    talosversion: 0.0.1\n'),
    );

    const refused = await omnictl.run(['apply', '-f', 'cluster.yaml']);

    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('failed to validate');
  });
});

describe('omnictl delete', () => {
  test('takes ids, a selector or --all', async () => {
    await omnictl.write('doomed.yaml', ['d1', 'd2', 'd3', 'd4'].map((id) => patch(id, 'doomed')).join('---\n'));
    await omnictl.ok(['apply', '-f', 'doomed.yaml']);

    const byId = await omnictl.run(['delete', 'configpatch', 'd1', 'absent']);
    const bySelector = await omnictl.run(['delete', 'configpatch', '-l', 'name=d2']);
    const left = idsOf(await omnictl.ok(['get', 'configpatch']));
    const all = await omnictl.run(['delete', 'configpatch', '--all']);

    expect(byId).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('destroyed ConfigPatches.omni.sidero.dev d1'),
    });
    expect(bySelector).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('d2') });
    expect(left).toEqual(['d3', 'd4']);
    expect(all.exitCode).toBe(0);
    expect(idsOf(await omnictl.ok(['get', 'configpatch']))).toEqual([]);
  });
});

function document(kind: string, id: string, spec: string, labels: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries(labels).map(([key, value]) => `        ${key}: ${JSON.stringify(value)}\n`);
  return `metadata:
    namespace: default
    type: ${kind}.omni.sidero.dev
    id: ${id}
    phase: running
    labels:${lines.length === 0 ? ' {}\n' : `\n${lines.join('')}`}spec:
${spec}`;
}

function machineClass(id: string): string {
  return document('MachineClasses', id, '    matchlabels:\n        - omni.sidero.dev/cores >= 2\n', {
    size: id,
    tier: '',
  });
}

function patch(id: string, value: string): string {
  return document(
    'ConfigPatches',
    id,
    `    data: |\n        machine:\n            env:\n                KEY: ${value}\n`,
    {
      name: id,
    },
  );
}

/** The cells of a table, whose columns are at least three spaces apart. */
function rowsOf(table: string | undefined): string[][] {
  return (table ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.trim().split(/ {3,}/));
}

function idsOf(table: string): string[] {
  return rowsOf(table)
    .slice(1)
    .map((row) => row[2] ?? '');
}
