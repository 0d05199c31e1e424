import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type FunctionsConfig, githubSignature, parseConfig } from '@fleetwright/functions';
import { FakeGithub, type GitFixture, startGitFixture } from '@fleetwright/functions/testing';
import { types } from '@fleetwright/omni-core';
import { machineId, type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BatchAnswer, JobsQueue, MAX_ATTEMPTS, type QueueEvent } from './jobs-queue.ts';
import { lasting, loadPackaged, type PackagedFunction } from './packaged-function.ts';

// A push travels through the bundles as they are packaged: hook, queue, worker, Omni, commit status, report.

const HOOK_SECRET = 'canary-hook-secret';
const TOKEN = 'canary-token';
/** How long the queue hides a message by itself; short, so that hiding it for longer shows. In seconds. */
const VISIBILITY_S = 2;

interface HookAnswer {
  readonly statusCode: number;
}

const s3 = new S3Client();
let directory: string;
let sandbox: Sandbox;
let git: GitFixture;
let github: FakeGithub;
let queue: JobsQueue;
let deadLetters: JobsQueue;
let bucket: string;
let hook: PackagedFunction<unknown, HookAnswer>;
let worker: PackagedFunction<QueueEvent, BatchAnswer>;

beforeAll(async () => {
  await new DynamoDBClient().send(
    new CreateTableCommand({
      TableName: 'worker-state',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
});
afterAll(() => s3.destroy());

beforeEach(async () => {
  const run = randomUUID();
  directory = await mkdtemp(join(tmpdir(), 'fleetwright-aws-'));
  sandbox = await startSandbox({ data: join(directory, 'omni.sqlite'), controllers: { tickMs: 10 } });
  git = await startGitFixture();
  github = new FakeGithub({ repositoryPath: git.path, repository: git.repository, token: TOKEN });
  const config = configFor(sandbox.endpoint, await github.start());

  bucket = `reports-${run}`;
  await s3.send(
    new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }),
  );
  const secrets = { 'hooks/github': HOOK_SECRET, 'git/github': TOKEN, 'omni/sandbox': sandbox.serviceAccountKey };
  const secretsManager = new SecretsManagerClient();
  for (const [name, value] of Object.entries(secrets)) {
    await secretsManager.send(new CreateSecretCommand({ Name: `${run}/${name}`, SecretString: value }));
  }
  deadLetters = await JobsQueue.create(`dead-${run}.fifo`);
  queue = await JobsQueue.create(`worker-${run}.fifo`, { visibilitySeconds: VISIBILITY_S, deadLetters });
  const environment = {
    SECRET_PREFIX: `${run}/`,
    STATE_TABLE: 'worker-state',
    JOBS_QUEUE_URL: queue.url,
    REPORTS_BUCKET: bucket,
    MAX_ATTEMPTS: String(MAX_ATTEMPTS),
  };
  hook = await loadPackaged('git-push', config, environment);
  worker = await loadPackaged('worker', config, environment);
});

afterEach(async () => {
  await worker[Symbol.asyncDispose]();
  await hook[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
  await git[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

function configFor(endpoint: string, apiUrl: string): FunctionsConfig {
  const fleet = {
    source: 'github',
    repository: git.repository,
    ref: 'refs/heads/main',
    paths: ['clusters/*.yaml'],
    instance: 'sandbox',
  };
  return parseConfig(
    JSON.stringify({
      instances: { sandbox: { endpoint, keySecret: 'omni/sandbox' } },
      sources: { github: { kind: 'github', apiUrl, hookSecret: 'hooks/github', tokenSecret: 'git/github' } },
      bindings: { fleet },
    }),
  );
}

/** Pushes a template to Git, and its signed delivery to the packaged hook. */
async function push(talos = 'v1.11.3'): Promise<string> {
  const cluster = `kind: Cluster\nname: demo\nkubernetes:\n  version: v1.34.1\ntalos:\n  version: ${talos}\n`;
  const machines = `kind: ControlPlane\nmachines:\n  - ${machineId(1)}\n---\nkind: Workers\nmachines:\n  - ${machineId(2)}\n`;
  const commit = await git.push({ 'clusters/demo.yaml': `${cluster}---\n${machines}` });
  const body = JSON.stringify({
    ref: 'refs/heads/main',
    before: '0'.repeat(40),
    after: commit,
    repository: { full_name: git.repository },
    pusher: { name: 'dev' },
  });
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': githubSignature(Buffer.from(body), HOOK_SECRET),
  };
  const event = { pathParameters: { source: 'github' }, isBase64Encoded: false, headers, body };
  expect((await hook.handler(event, lasting(10))).statusCode).toBe(202);
  return commit;
}

const deliver = () => queue.deliver((event) => worker.handler(event, lasting(300)));
const lastStatus = () => github.statuses.at(-1);
const clusters = () => sandbox.state.list(types.Cluster);

async function reports(): Promise<Record<string, string>> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  const entries = Contents.map(async ({ Key = '' }) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return [Key, (await Body?.transformToString()) ?? ''] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

describe('the packaged hook and worker', () => {
  it('turn a push into a cluster, a commit status and a report in S3', async () => {
    const commit = await push();

    expect(await deliver()).toMatchObject({ attempt: 1, done: true });

    expect(await clusters()).toMatchObject([{ metadata: { id: 'demo' }, spec: { talosVersion: '1.11.3' } }]);
    expect(github.statuses.map(({ state }) => state)).toEqual(['pending', 'success']);
    expect(lastStatus()).toEqual({ commit, state: 'success', context: 'fleetwright/fleet', description: '1 synced' });
    expect(await queue.counts()).toEqual({ visible: 0, hidden: 0 });

    const [json = '', markdown = ''] = Object.entries(await reports())
      .filter(([key]) => !key.startsWith('_applied/'))
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([, text]) => text);
    expect(JSON.parse(json)).toMatchObject({ kind: 'sync', binding: 'fleet', commit, summary: '1 synced' });
    expect(markdown).toContain('- create Clusters.omni.sidero.dev(demo)');
  });

  it('fail the commit whose template is not valid, and try it only once', async () => {
    const commit = await push('newest');

    expect(await deliver()).toMatchObject({ done: true });

    expect(lastStatus()).toMatchObject({
      commit,
      state: 'failure',
      description: expect.stringMatching(/demo\.yaml: /),
    });
    expect(await clusters()).toEqual([]);
    expect(Object.values(await reports()).join()).toContain('clusters/demo.yaml is not valid');
  });

  it('give a job back for longer than the queue would while Omni cannot be reached, then apply it', async () => {
    const port = Number(new URL(sandbox.endpoint).port);
    await sandbox[Symbol.asyncDispose]();
    await push();

    const first = await deliver();
    expect(first).toMatchObject({ attempt: 1, done: false });
    expect(lastStatus()).toMatchObject({ state: 'pending' });
    await sleep(VISIBILITY_S * 1000 + 500);
    expect(await queue.counts()).toEqual({ visible: 0, hidden: 1 });

    sandbox = await startSandbox({ port, data: join(directory, 'omni.sqlite'), controllers: { tickMs: 10 } });
    await queue.reveal(first?.receiptHandle ?? '');
    expect(await deliver()).toMatchObject({ attempt: 2, done: true });
    expect(lastStatus()).toMatchObject({ state: 'success' });
    expect(await clusters()).toHaveLength(1);
  });

  it('give a job up into the dead letters right after its last try', async () => {
    sandbox.faults.refuse('/cosi.resource.State/List', 'UNAVAILABLE', 'down', { times: 1_000 });
    const commit = await push();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const delivery = await deliver();
      expect(delivery).toMatchObject({ attempt, done: false });
      if (attempt < MAX_ATTEMPTS) await queue.reveal(delivery?.receiptHandle ?? '');
    }
    expect(lastStatus()).toMatchObject({ commit, state: 'error' });

    // The next look into the queue moves it.
    expect(await deliver()).toBeUndefined();
    expect(await queue.counts()).toEqual({ visible: 0, hidden: 0 });
    expect(await deadLetters.takeAll()).toMatchObject([{ job: { action: 'sync', commit } }]);
  });
});
