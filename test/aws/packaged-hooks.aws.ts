import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { githubSignature, signWebhook } from '@fleetwright/functions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Moto, startMoto } from './start-moto.ts';

// The bundles as they are packaged, against AWS as far as moto imitates it.

type Handler = (event: unknown, context: unknown) => Promise<{ statusCode: number; body: string }>;

const PREFIX = 'fleetwright/test/';
const COMMIT = 'a'.repeat(40);
const context = { getRemainingTimeInMillis: () => 10_000 };

let moto: Moto;
let sqs: SQSClient;
let secrets: SecretsManagerClient;
let dynamo: DynamoDBClient;
let queueUrl: string;
let gitPush: Handler;
let templateSync: Handler;
let driftReport: (event: { time: string }, context: unknown) => Promise<{ bindings: string[] }>;

beforeAll(async () => {
  moto = await startMoto();
  [sqs, secrets, dynamo] = [new SQSClient(), new SecretsManagerClient(), new DynamoDBClient()];
  const queue = { QueueName: 'jobs.fifo', Attributes: { FifoQueue: 'true' } };
  queueUrl = (await sqs.send(new CreateQueueCommand(queue))).QueueUrl ?? '';
  await dynamo.send(
    new CreateTableCommand({
      TableName: 'state',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  for (const name of ['hooks/github', 'sync/fleet']) {
    await secrets.send(new CreateSecretCommand({ Name: `${PREFIX}${name}`, SecretString: `old ${name}` }));
    await secrets.send(new PutSecretValueCommand({ SecretId: `${PREFIX}${name}`, SecretString: `new ${name}` }));
  }
  Object.assign(process.env, { SECRET_PREFIX: PREFIX, STATE_TABLE: 'state', JOBS_QUEUE_URL: queueUrl });

  const root = fileURLToPath(new URL('../..', import.meta.url));
  const env = { ...process.env, FLEETWRIGHT_CONFIG: `${root}functions/config.example.yml` };
  await promisify(execFile)('npm', ['run', 'bundle', '-w', '@fleetwright/functions'], { cwd: root, env });
  const load = async (name: string) => (await import(`${root}functions/dist/${name}/index.mjs`)).handler;
  [gitPush, templateSync, driftReport] = await Promise.all(['git-push', 'template-sync', 'drift-report'].map(load));
});

afterAll(() => moto[Symbol.asyncDispose]());

async function push(delivery: string, secret = 'new hooks/github') {
  const body = JSON.stringify({
    ref: 'refs/heads/main',
    after: COMMIT,
    repository: { full_name: 'acme/fleet' },
    pusher: { name: 'dev' },
  });
  const { statusCode, body: answer } = await gitPush(
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
    context,
  );
  return `${statusCode} ${JSON.parse(answer).status}`;
}

/** Takes every message out of the queue. */
async function takeJobs() {
  const jobs: { group: string | undefined; job: unknown }[] = [];
  for (;;) {
    const request = new ReceiveMessageCommand({ QueueUrl: queueUrl, MessageSystemAttributeNames: ['MessageGroupId'] });
    const [message] = (await sqs.send(request)).Messages ?? [];
    if (message === undefined) return jobs;
    jobs.push({ group: message.Attributes?.MessageGroupId, job: JSON.parse(message.Body ?? '') });
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
  }
}

describe('the packaged functions on AWS', () => {
  it('turn a push into one message of the cluster set, once', async () => {
    expect(await push('d-1')).toBe('202 queued');
    expect(await push('d-1')).toBe('200 duplicate');

    const jobs = await takeJobs();
    expect(jobs).toMatchObject([
      { group: expect.stringMatching(/^[0-9a-f]{64}$/), job: { action: 'sync', commit: COMMIT } },
    ]);
  });

  it('accept the secret from before the last rotation, and no other', async () => {
    expect(await push('d-2', 'old hooks/github')).toBe('202 queued');
    expect(await push('d-3', 'guessed')).toBe('401 unauthorized');
    await takeJobs();
  });

  it('let exactly one of many deliveries at once through', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => push('d-4')));

    expect(answers.filter((answer) => answer === '202 queued')).toHaveLength(1);
    expect(await takeJobs()).toHaveLength(1);
  });

  it('give deliveries a time to be forgotten', async () => {
    await push('d-5');

    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: 'state' }));
    const item = Items.find(({ id }) => id?.S === 'd#push#github#d-5');
    expect(Number(item?.['expiration']?.N) - Date.now() / 1000).toBeGreaterThan(6 * 24 * 3600);
    await takeJobs();
  });

  it('turn signed calls and the schedule into messages of the same group', async () => {
    const body = '{"reason":"test"}';
    const headers = { ...signWebhook(body, 'new sync/fleet', { id: 'c-1', at: new Date() }) };

    const answer = await templateSync(
      { pathParameters: { binding: 'fleet' }, isBase64Encoded: false, body, headers },
      context,
    );
    const asked = await driftReport({ time: new Date().toISOString() }, context);

    const jobs = await takeJobs();
    expect([answer.statusCode, asked]).toEqual([202, { bindings: ['fleet'] }]);
    expect(jobs.map(({ job }) => job)).toMatchObject([{ action: 'sync' }, { action: 'drift' }]);
    expect(new Set(jobs.map(({ group }) => group)).size).toBe(1);
  });

  it('leave the queue empty when nothing was accepted', async () => {
    await push('d-6', 'guessed');

    const request = new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages'],
    });
    expect((await sqs.send(request)).Attributes?.['ApproximateNumberOfMessages']).toBe('0');
  });
});
