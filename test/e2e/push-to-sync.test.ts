import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  githubSignature,
  type LocalFunctions,
  parseConfig,
  signWebhook,
  startLocalFunctions,
} from '@fleetwright/functions';
import { type GitFixture, startGitFixture } from '@fleetwright/functions/testing';
import { OmniClient, parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { machineId, type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// A push travels the whole way: real Git over HTTP, a signed webhook, the handlers, real gRPC to a sandbox Omni.

const HOOK_SECRET = 'canary-hook-secret';
const SYNC_SECRET = 'canary-sync-secret';
const PATCH_SECRET = 'canary-registry-password';
const PATCH = `machine:\n  registries:\n    config:\n      ghcr.io:\n        auth:\n          password: ${PATCH_SECRET}\n`;

let sandbox: Sandbox;
let git: GitFixture;
let functions: LocalFunctions;
let omni: OmniClient;
const log: unknown[] = [];
const note = (...line: unknown[]) => void log.push(line);

beforeEach(async () => {
  log.length = 0;
  sandbox = await startSandbox({ controllers: { tickMs: 10 } });
  git = await startGitFixture();
  functions = await startLocalFunctions({
    config: parseConfig(
      JSON.stringify({
        instances: { sandbox: { endpoint: sandbox.endpoint, keySecret: 'omni/sandbox' } },
        sources: { local: { kind: 'git', cloneUrl: git.cloneUrl, hookSecret: 'hooks/local' } },
        bindings: {
          fleet: {
            source: 'local',
            repository: git.repository,
            ref: 'refs/heads/main',
            paths: ['clusters/*.yaml'],
            instance: 'sandbox',
            syncSecret: 'sync/fleet',
          },
        },
      }),
    ),
    secrets: {
      'hooks/local': HOOK_SECRET,
      'sync/fleet': SYNC_SECRET,
      'omni/sandbox': sandbox.serviceAccountKey,
    },
    retryDelayMs: 20,
    log: { info: note, warn: note, error: note },
  });
  omni = new OmniClient({
    endpoint: sandbox.endpoint,
    credentials: await parseServiceAccountKey(sandbox.serviceAccountKey),
  });
});

afterEach(async () => {
  await omni[Symbol.asyncDispose]();
  await functions[Symbol.asyncDispose]();
  await rm(functions.reportsDirectory, { recursive: true });
  await git[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

function template(name: string, talos = 'v1.11.3'): string {
  return [
    `kind: Cluster\nname: ${name}\nkubernetes:\n  version: v1.34.1\ntalos:\n  version: ${talos}`,
    `patches:\n  - name: registry\n    file: ../patches/registry.yaml\n---\nkind: ControlPlane\nmachines:\n  - ${machineId(1)}`,
    `---\nkind: Workers\nmachines:\n  - ${machineId(2)}\n`,
  ].join('\n');
}

function pushFleet(talos?: string): Promise<string> {
  return git.push({ 'clusters/demo.yaml': template('demo', talos), 'patches/registry.yaml': PATCH });
}

async function deliver(commit: string, { delivery = commit, secret = HOOK_SECRET } = {}) {
  const payload = {
    ref: 'refs/heads/main',
    before: '0'.repeat(40),
    after: commit,
    repository: { full_name: git.repository },
    pusher: { name: 'dev' },
  };
  const body = JSON.stringify(payload);
  const response = await fetch(`${functions.url}/hooks/local`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': delivery,
      'x-hub-signature-256': githubSignature(Buffer.from(body), secret),
    },
    body,
  });
  const answer = (await response.json()) as { status: string };
  await functions.idle();
  return { status: response.status, answer: answer.status };
}

const statusOf = (commit: string) => functions.statuses.latest(commit, 'fleetwright/fleet');

async function reports(): Promise<string> {
  const files = await readdir(functions.reportsDirectory, { recursive: true, withFileTypes: true });
  const texts = files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

describe('a push', () => {
  it('becomes a cluster, and the commit says so', async () => {
    const commit = await pushFleet();

    expect(await deliver(commit)).toEqual({ status: 202, answer: 'queued' });

    const cluster = await omni.resources.get(types.Cluster, 'demo');
    expect(cluster.spec.talosVersion).toBe('1.11.3');
    expect(await omni.resources.list(types.MachineSetNode)).toHaveLength(2);
    expect(statusOf(commit)).toMatchObject({ state: 'success', description: '1 synced' });
  });

  it('is done once however often it is delivered', async () => {
    const commit = await pushFleet();
    await deliver(commit);
    const { version } = (await omni.resources.get(types.Cluster, 'demo')).metadata;

    expect(await deliver(commit)).toEqual({ status: 200, answer: 'duplicate' });
    expect((await omni.resources.get(types.Cluster, 'demo')).metadata.version).toBe(version);
  });

  it('is refused without detail when it is not signed with the secret', async () => {
    const commit = await pushFleet();

    expect(await deliver(commit, { secret: 'guessed' })).toEqual({ status: 401, answer: 'unauthorized' });
    expect(await omni.resources.list(types.Cluster)).toEqual([]);
  });

  it('is applied once the Omni that refused connections answers again', async () => {
    const commit = await pushFleet();
    sandbox.faults.refuse('/cosi.resource.State/List', 'UNAVAILABLE', 'down for maintenance', { times: 12 });

    await deliver(commit);

    expect(statusOf(commit)).toMatchObject({ state: 'success' });
    expect(functions.deadLetters).toEqual([]);
  });

  it('is not applied after a newer one, even when its delivery comes later', async () => {
    const old = await pushFleet();
    const newer = await pushFleet('v1.11.4');

    await deliver(newer);
    await deliver(old);

    expect((await omni.resources.get(types.Cluster, 'demo')).spec.talosVersion).toBe('1.11.4');
    expect(statusOf(newer)).toMatchObject({ state: 'success', description: '1 synced' });
    expect(statusOf(old)).toMatchObject({ description: `superseded by ${newer.slice(0, 12)}, not applied` });
  });

  it('fails its commit when the template is not valid', async () => {
    const commit = await pushFleet('newest');

    await deliver(commit);

    expect(statusOf(commit)).toMatchObject({
      state: 'failure',
      description: expect.stringContaining('clusters/demo.yaml'),
    });
    expect(await omni.resources.list(types.Cluster)).toEqual([]);
  });
});

describe('a signed sync call', () => {
  it('syncs the head of the branch', async () => {
    const commit = await pushFleet();
    const body = JSON.stringify({ reason: 'first try' });

    const response = await fetch(`${functions.url}/sync/fleet`, {
      method: 'POST',
      headers: { ...signWebhook(body, SYNC_SECRET, { id: 'call-1', at: new Date() }) },
      body,
    });
    await functions.idle();

    expect(response.status).toBe(202);
    expect(statusOf(commit)).toMatchObject({ state: 'success' });
  });

  it.each([SYNC_SECRET, `whsec_${Buffer.from(SYNC_SECRET).toString('base64')}`])(
    'is made by the example script, with the secret written %s',
    async (secret) => {
      const commit = await pushFleet();
      const script = fileURLToPath(new URL('../../functions/examples/request-sync.mjs', import.meta.url));
      const env = { ...process.env, FLEETWRIGHT_URL: functions.url, FLEETWRIGHT_SYNC_SECRET: secret };

      const { stdout } = await promisify(execFile)(process.execPath, [script, 'fleet'], { env });
      await functions.idle();

      expect(stdout).toBe('202 {"status":"queued","bindings":["fleet"]}\n');
      expect(statusOf(commit)).toMatchObject({ state: 'success' });
    },
  );
});

describe('the drift report', () => {
  it('is quiet while nothing drifted, then shows what was changed by hand', async () => {
    await deliver(await pushFleet());
    const before = await reports();
    await functions.reportDrift();
    expect(await reports()).toBe(before);

    await omni.resources.modify(types.Cluster, 'demo', (draft) => {
      if (draft.spec.features !== undefined) draft.spec.features.enableWorkloadProxy = true;
    });
    await functions.reportDrift();

    expect(await reports()).toMatch(
      /Clusters\.omni\.sidero\.dev\((default\/)?demo\)[\s\S]*[-+]\s+enableworkloadproxy: true/,
    );
  });
});

describe('secrets', () => {
  it('stay out of logs, reports, statuses and answers, whatever happens', async () => {
    const commit = await pushFleet();
    await deliver(commit);
    for (const patch of await omni.resources.list(types.ConfigPatch)) {
      await omni.resources.teardownAndDestroy(types.ConfigPatch, patch.metadata.id);
    }
    await functions.reportDrift();
    sandbox.faults.refuse('/cosi.resource.State/List', 'PERMISSION_DENIED', 'no', { times: 100 });
    await deliver(await pushFleet('v1.11.4'));
    await functions.reportDrift();

    const seen = `${JSON.stringify([log, statusOf(commit), functions.deadLetters])} ${await reports()}`;

    expect(log.length).toBeGreaterThan(5);
    for (const secret of [HOOK_SECRET, SYNC_SECRET, PATCH_SECRET, sandbox.serviceAccountKey]) {
      expect(seen).not.toContain(secret);
      expect(seen).not.toContain(Buffer.from(secret).toString('base64').slice(4, 24));
    }
  });
});
