import { readFile } from 'node:fs/promises';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { githubSignature, parseConfig, signWebhook } from '@fleetwright/functions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobsQueue } from './jobs-queue.ts';
import { lasting, loadPackaged, type PackagedFunction } from './packaged-function.ts';

// The bundles as they are packaged, against AWS as far as moto imitates it.

interface Answer {
  readonly statusCode: number;
  readonly body: string;
}

const PREFIX = 'fleetwright/test/';
const COMMIT = 'a'.repeat(40);

let queue: JobsQueue;
let gitPush: PackagedFunction<unknown, Answer>;
let templateSync: PackagedFunction<unknown, Answer>;
let driftReport: PackagedFunction<{ readonly time: string }, { readonly bindings: readonly string[] }>;
const dynamo = new DynamoDBClient();

beforeAll(async () => {
  const secrets = new SecretsManagerClient();
  queue = await JobsQueue.create('hooks-jobs.fifo');
  await dynamo.send(
    new CreateTableCommand({
      TableName: 'hooks-state',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  for (const name of ['hooks/github', 'sync/fleet']) {
    await secrets.send(new CreateSecretCommand({ Name: `${PREFIX}${name}`, SecretString: `old ${name}` }));
    await secrets.send(new PutSecretValueCommand({ SecretId: `${PREFIX}${name}`, SecretString: `new ${name}` }));
  }
  const config = parseConfig(await readFile(new URL('../../functions/config.example.yml', import.meta.url), 'utf8'));
  const environment = { SECRET_PREFIX: PREFIX, STATE_TABLE: 'hooks-state', JOBS_QUEUE_URL: queue.url };
  gitPush = await loadPackaged('git-push', config, environment);
  templateSync = await loadPackaged('template-sync', config, environment);
  driftReport = await loadPackaged('drift-report', config, environment);
});

afterAll(async () => {
  for (const each of [gitPush, templateSync, driftReport]) await each[Symbol.asyncDispose]();
});

async function push(delivery: string, secret = 'new hooks/github') {
  const body = JSON.stringify({
    ref: 'refs/heads/main',
    before: '0'.repeat(40),
    after: COMMIT,
    repository: { full_name: 'acme/fleet' },
    pusher: { name: 'dev' },
  });
  const { statusCode, body: answer } = await gitPush.handler(
    {
      pathParameters: { source: 'github' },
      isBase64Encoded: false,
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': delivery,
        'x-hub-signature-256': githubSignature(Buffer.from(body), secret),
      },
    },
    lasting(10),
  );
  return `${statusCode} ${JSON.parse(answer).status}`;
}

describe('the packaged functions on AWS', () => {
  it('turn a push into one message of the cluster set, once', async () => {
    expect(await push('d-1')).toBe('202 queued');
    expect(await push('d-1')).toBe('200 duplicate');

    const jobs = await queue.takeAll();
    expect(jobs).toMatchObject([
      { group: expect.stringMatching(/^[0-9a-f]{64}$/), job: { action: 'sync', commit: COMMIT } },
    ]);
  });

  it('accept the secret from before the last rotation, and no other', async () => {
    expect(await push('d-2', 'old hooks/github')).toBe('202 queued');
    expect(await push('d-3', 'guessed')).toBe('401 unauthorized');
    await queue.takeAll();
  });

  it('let exactly one of many deliveries at once through', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => push('d-4')));

    expect(answers.filter((answer) => answer === '202 queued')).toHaveLength(1);
    expect(await queue.takeAll()).toHaveLength(1);
  });

  it('give deliveries a time to be forgotten', async () => {
    await push('d-5');

    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: 'hooks-state' }));
    const item = Items.find(({ id }) => id?.S === 'd#push#github#d-5');
    expect(Number(item?.['expiration']?.N) - Date.now() / 1000).toBeGreaterThan(6 * 24 * 3600);
    await queue.takeAll();
  });

  it('turn signed calls and the schedule into messages of the same group', async () => {
    const body = '{"reason":"test"}';
    const headers = { ...signWebhook(body, 'new sync/fleet', { id: 'c-1', at: new Date() }) };

    const answer = await templateSync.handler(
      { pathParameters: { binding: 'fleet' }, isBase64Encoded: false, body, headers },
      lasting(10),
    );
    const asked = await driftReport.handler({ time: new Date().toISOString() }, lasting(10));

    const jobs = await queue.takeAll();
    expect([answer.statusCode, asked]).toEqual([202, { bindings: ['fleet'] }]);
    expect(jobs.map(({ job }) => job)).toMatchObject([{ action: 'sync' }, { action: 'drift' }]);
    expect(new Set(jobs.map(({ group }) => group)).size).toBe(1);
  });

  it('leave the queue empty when nothing was accepted', async () => {
    await push('d-6', 'guessed');

    expect(await queue.counts()).toEqual({ visible: 0, hidden: 0 });
  });
});
