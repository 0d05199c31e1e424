import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { OmniClient, parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { afterEach, describe, expect, test } from 'vitest';

type Process = ChildProcessByStdio<null, Readable, Readable>;

const MAIN = new URL('main.ts', import.meta.url).pathname;
const running: Process[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function start(...args: readonly string[]): Process {
  const child = spawn(process.execPath, ['--conditions=fleetwright-source', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return child;
}

/** The two lines a started server prints. */
async function announced(child: Process): Promise<{ endpoint: string; key: string }> {
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    const match = /^OMNI_ENDPOINT=(\S+)\nOMNI_SERVICE_ACCOUNT_KEY=(\S+)\n/.exec(output);
    if (match !== null) return { endpoint: match[1] ?? '', key: match[2] ?? '' };
  }
  throw new Error('the server ended before it was ready');
}

async function failed(...args: readonly string[]): Promise<{ code: number; stderr: string }> {
  const child = start(...args);
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code, stderr };
}

describe('omni-sandbox', { timeout: 60_000 }, () => {
  test('prints how to reach it, answers, logs no secret, and stops cleanly on SIGTERM', async () => {
    const child = start('--port', '0', '--machines', '1', '--log-level', 'debug');
    const log = text(child.stderr);
    const { endpoint, key } = await announced(child);
    const credentials = await parseServiceAccountKey(key);
    {
      await using client = new OmniClient({ endpoint, credentials });
      expect(await client.resources.list(types.MachineStatus)).toHaveLength(1);
      await client.resources.get(types.Cluster, 'none').catch(() => undefined);
    }

    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');

    const { pgp_key: armored } = JSON.parse(Buffer.from(key, 'base64').toString()) as { pgp_key: string };
    const written = await log;
    expect(code).toBe(0);
    expect(written).toContain('/cosi.resource.State/List');
    for (const secret of [key, key.slice(40, 80), armored.slice(60, 100), credentials.key.fingerprint, 'siderov1']) {
      expect(written.includes(secret)).toBe(false);
    }
  });

  test('keeps its key on the same data, and serves TLS with a certificate it shows', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const args = ['--data', join(directory, 'omni.db'), '--tls', '--machines', '0'];
    const keys: string[] = [];

    for (let round = 0; round < 2; round++) {
      const child = start(...args);
      const { endpoint, key } = await announced(child);
      expect(endpoint).toMatch(/^https:/);
      keys.push(key);
      child.kill('SIGTERM');
      const [log] = await Promise.all([text(child.stderr), once(child, 'exit')]);
      expect(log).toContain('BEGIN CERTIFICATE');
    }

    expect(keys[0]).toBe(keys[1]);
    await rm(directory, { recursive: true });
  });

  test('prints a token for each person who may register keys', async () => {
    const child = start('--user', 'me@example.com:Reader', '--eula', 'pending', '--machines', '0');
    let output = '';
    for await (const chunk of child.stdout) {
      output += chunk;
      if (output.split('\n').length > 3) break;
    }

    expect(output).toMatch(
      /^OMNI_ENDPOINT=.*\nOMNI_SERVICE_ACCOUNT_KEY=.*\n# confirmation token of me@example\.com: \S+\n$/,
    );
  });

  test('says what is wrong with its arguments', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const file = join(directory, 'not-a-database');
    await writeFile(file, 'hello '.repeat(1000));

    const outcomes = await Promise.all([
      failed('--host', '0.0.0.0'),
      failed('--port', 'x'),
      failed('--user', 'me@example.com:Root'),
      failed('--tls-cert', '/none'),
      failed('--data', file),
    ]);

    expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1]);
    expect(outcomes.map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(/0\.0\.0\.0 is an address other machines may reach[\s\S]*--allow-remote/),
      expect.stringContaining('It must be a whole number'),
      expect.stringContaining('It must be <email>:<role>'),
      expect.stringContaining('--tls-cert and --tls-key belong together'),
      expect.stringContaining("as the sandbox's data file"),
    ]);
    await rm(directory, { recursive: true });
  });
});
