import { chmod, mkdtempDisposable, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergeKubeconfigFile, mergeTalosconfigFile } from './merge-into-file.ts';

const kubeconfig = (name: string) => `apiVersion: v1
kind: Config
clusters: [{name: ${name}, cluster: {server: "https://${name}"}}]
contexts: [{name: ${name}, context: {cluster: ${name}, user: ${name}}}]
users: [{name: ${name}, user: {}}]
current-context: ${name}
`;
const talosconfig = (name: string) => `context: ${name}\ncontexts: {${name}: {endpoints: [${name}]}}\n`;

describe.each([
  ['mergeKubeconfigFile', mergeKubeconfigFile, kubeconfig],
  ['mergeTalosconfigFile', mergeTalosconfigFile, talosconfig],
])('%s', (_name, merge, config) => {
  it('makes a file of its owner, and adds to it without losing contexts', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'configs-'));
    const file = join(directory.path, 'sub', 'config');

    await merge(file, config('a'));
    const { text } = await merge(file, config('b'));

    expect(await readFile(file, 'utf8')).toBe(text);
    expect(text).toContain('a');
    expect(text).toMatch(/context: b/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('takes the file away from others', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'configs-'));
    const file = join(directory.path, 'config');
    await writeFile(file, config('a'));
    await chmod(file, 0o644);

    await merge(file, config('b'));

    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('leaves a file alone that it does not understand', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'configs-'));
    const file = join(directory.path, 'config');
    await writeFile(file, '- no config\n');

    await expect(merge(file, config('a'))).rejects.toMatchObject({ code: 'configuration_invalid' });

    expect(await readFile(file, 'utf8')).toBe('- no config\n');
  });
});
