import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';

// The packaged stack is brought up, read back and taken down again. moto makes neither HTTP API nor schedule nor alarms.

const root = fileURLToPath(new URL('../..', import.meta.url));
const sqs = new SQSClient();

async function serverless(...args: string[]): Promise<void> {
  await promisify(execFile)('npm', ['exec', '--', 'serverless', ...args, '--stage', 'test'], { cwd: root });
}

/** Asks moto over HTTP, for services whose SDK client the project does not have. */
async function ask(service: string, path: string): Promise<string> {
  // moto takes the region from here and checks no signature.
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const response = await fetch(`${process.env['AWS_ENDPOINT_URL']}${path}`, { headers: { authorization } });
  return response.text();
}

async function queueAttributes(name: string): Promise<Readonly<Record<string, string>>> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return Attributes ?? {};
}

const functions = async () =>
  JSON.parse(await ask('lambda', '/2015-03-31/functions')).Functions as { FunctionName: string; Role: string }[];
const roles = async () =>
  [...(await ask('iam', '/?Action=ListRoles&Version=2010-05-08')).matchAll(/<RoleName>([^<]+)/g)].map(
    ([, name]) => name,
  );

beforeAll(() => serverless('deploy', '--package', '.serverless'));

describe('the deployed stack', () => {
  it('has the four functions, each with the role and the variables that its code reads', async () => {
    const [names, deployed] = [await roles(), await functions()];
    const found = Object.fromEntries(deployed.map((each) => [each.FunctionName, each]));
    const intake = { SECRET_PREFIX: 'fleetwright/test/', STATE_TABLE: 'fleetwright-test-state' };

    expect(Object.keys(found).toSorted()).toEqual(
      ['drift-report', 'git-push', 'template-sync', 'worker'].map((name) => `fleetwright-test-${name}`),
    );
    expect(found['fleetwright-test-git-push']).toMatchObject({
      Runtime: 'nodejs24.x',
      Handler: 'functions/dist/git-push/index.handler',
      MemorySize: 1024,
      Timeout: 10,
      Environment: { Variables: { ...intake, JOBS_QUEUE_URL: expect.stringContaining('fleetwright-test-jobs.fifo') } },
    });
    expect(found['fleetwright-test-worker']).toMatchObject({
      MemorySize: 1769,
      Timeout: 300,
      Environment: { Variables: { MAX_ATTEMPTS: '5', REPORTS_BUCKET: expect.any(String) } },
    });
    for (const { Role } of deployed) expect(names).toContain(Role.split('/').at(-1));
    expect(new Set(deployed.map(({ Role }) => Role)).size).toBe(4);
  });

  it('feeds the worker from the jobs queue, one job at a time', async () => {
    const { EventSourceMappings: mappings } = JSON.parse(await ask('lambda', '/2015-03-31/event-source-mappings'));

    expect(mappings).toMatchObject([
      {
        BatchSize: 1,
        EventSourceArn: expect.stringMatching(/:fleetwright-test-jobs\.fifo$/),
        FunctionArn: expect.stringContaining(':function:fleetwright-test-worker'),
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    ]);
  });

  it('gives a job up into the dead letters after five tries', async () => {
    const { RedrivePolicy = '{}', ...jobs } = await queueAttributes('fleetwright-test-jobs.fifo');
    const dead = await queueAttributes('fleetwright-test-jobs-dead.fifo');

    expect(jobs).toMatchObject({ VisibilityTimeout: '1800', FifoQueue: 'true', DeduplicationScope: 'messageGroup' });
    expect(JSON.parse(RedrivePolicy)).toMatchObject({ deadLetterTargetArn: dead['QueueArn'], maxReceiveCount: 5 });
    expect(dead).toMatchObject({ FifoQueue: 'true', MessageRetentionPeriod: '1209600' });
  });

  it('remembers deliveries in a table paid by use', async () => {
    const request = new DescribeTableCommand({ TableName: 'fleetwright-test-state' });
    const { Table } = await new DynamoDBClient().send(request);

    expect(Table).toMatchObject({
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
  });

  it('goes away again', async () => {
    await serverless('remove');

    expect(await functions()).toEqual([]);
    await expect(queueAttributes('fleetwright-test-jobs.fifo')).rejects.toThrow(/does not exist/);
  }, 60_000);
});
