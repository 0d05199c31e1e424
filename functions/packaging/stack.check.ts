import { beforeAll, describe, expect, it } from 'vitest';
import { bundleDirectory, FUNCTION_NAMES } from '../scripts/bundle-function.ts';
import { type PackagedStack, packageStack, type StackResource } from './packaged-stack.ts';

let first: PackagedStack;
let second: PackagedStack;

beforeAll(async () => {
  first = await packageStack();
  second = await packageStack();
});

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface Trust {
  readonly Principal: { readonly Service: string };
  readonly Condition?: unknown;
}

const resource = (name: string): StackResource => {
  const found = first.resources[name];
  if (found === undefined) throw new TypeError(`the stack has no ${name}`);
  return found;
};
const ofType = (type: string) => Object.entries(first.resources).filter(([, { Type }]) => Type === type);
const text = (value: unknown) => JSON.stringify(value);
const reference = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });

function trustOf(role: string): Trust[] {
  return (resource(role).Properties['AssumeRolePolicyDocument'] as { Statement: Trust[] }).Statement;
}

function statementsOf(role: string): Statement[] {
  const policies = resource(role).Properties['Policies'] as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** Actions a role may do on exactly this resource. */
function actionsOn(role: string, target: unknown): string[] {
  return statementsOf(role)
    .filter(({ Resource }) => text(Resource) === text(target))
    .flatMap(({ Action }) => Action)
    .toSorted();
}

const roleOf = (lambda: string) => text(resource(lambda).Properties['Role']);
const LAMBDAS = {
  GitPush: 'GitPushRole',
  TemplateSync: 'TemplateSyncRole',
  Worker: 'WorkerRole',
  DriftReport: 'DriftReportRole',
};

/** Most a zip may weigh: every one is loaded on a cold start. Hooks 120 and the worker 450 at the very most. */
const CEILINGS_KB = { gitPush: 97, templateSync: 95, driftReport: 82, worker: 450 };

describe('the packages', () => {
  it('are byte for byte the same when made twice', () => {
    expect(Object.keys(first.digests)).toHaveLength(4);
    expect(second.digests).toEqual(first.digests);
  });

  it.each(Object.entries(CEILINGS_KB))('keeps %s.zip within %d kB', (name, ceiling) => {
    expect(first.sizes[`${name}.zip`]).toBeLessThanOrEqual(ceiling * 1000);
  });
});

describe('the bundles', () => {
  it('load as they are, and export a handler', async () => {
    Object.assign(process.env, {
      AWS_REGION: 'eu-central-1',
      SECRET_PREFIX: 'none/',
      STATE_TABLE: 'none',
      JOBS_QUEUE_URL: 'http://127.0.0.1:9/none',
      REPORTS_BUCKET: 'none',
      MAX_ATTEMPTS: '5',
    });

    for (const name of FUNCTION_NAMES) {
      const bundle: { handler?: unknown } = await import(new URL('index.mjs', bundleDirectory(name)).href);
      expect(bundle.handler).toBeTypeOf('function');
    }
  });
});

describe('the roles', () => {
  it('are one per function, and the tool adds none of its own', () => {
    for (const [lambda, role] of Object.entries(LAMBDAS)) {
      expect(roleOf(`${lambda}LambdaFunction`)).toBe(text(reference(role)));
      expect(trustOf(role).map(({ Principal }) => Principal.Service)).toEqual(['lambda.amazonaws.com']);
    }
    expect(
      ofType('AWS::IAM::Role')
        .map(([name]) => name)
        .toSorted(),
    ).toEqual([...Object.values(LAMBDAS), 'DriftScheduleRole'].toSorted());
  });

  it('name what they allow: no action and no resource is a wildcard', () => {
    const statements = ofType('AWS::IAM::Role').flatMap(([name]) => statementsOf(name));

    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
    expect(statements.flatMap(({ Resource }) => Resource).filter((target) => target === '*')).toEqual([]);
    expect(ofType('AWS::IAM::Role').filter(([, { Properties }]) => 'ManagedPolicyArns' in Properties)).toEqual([]);
  });

  it('open to each function only its own folder of secrets', () => {
    const folders = (role: string) =>
      statementsOf(role)
        .filter(({ Action }) => text(Action).includes('secretsmanager'))
        .flatMap(({ Resource }) => text(Resource).match(/\w+(?=\/\*)/g) ?? []);

    expect(folders('GitPushRole')).toEqual(['hooks']);
    expect(folders('TemplateSyncRole')).toEqual(['sync']);
    expect(folders('WorkerRole')).toEqual(['git', 'omni']);
    expect(folders('DriftReportRole')).toEqual([]);
  });

  it('let the worker consume its queue, and the others only send to it', () => {
    expect(actionsOn('WorkerRole', reference('JobsQueue'))).toEqual([
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
    ]);
    for (const role of ['GitPushRole', 'TemplateSyncRole', 'DriftReportRole']) {
      expect(actionsOn(role, reference('JobsQueue'))).toEqual(['sqs:SendMessage']);
    }
  });

  it('let the worker read of the bucket only which commits were applied', () => {
    const objects = (path: string) => ({ 'Fn::Sub': `\${ReportsBucket.Arn}/${path}` });

    expect(actionsOn('WorkerRole', objects('*'))).toEqual(['s3:PutObject']);
    expect(actionsOn('WorkerRole', objects('_applied/*'))).toEqual(['s3:GetObject']);
    expect(actionsOn('WorkerRole', reference('ReportsBucket'))).toEqual(['s3:ListBucket']);
  });

  it('confine each hook to its own deliveries in the table', () => {
    for (const [role, keys] of [
      ['GitPushRole', 'd#push#*'],
      ['TemplateSyncRole', 'd#sync#*'],
    ] as const) {
      const [statement] = statementsOf(role).filter(({ Resource }) => text(Resource) === text(reference('StateTable')));
      expect(statement).toMatchObject({ Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [keys] } } });
    }
  });
});

describe('the schedule', () => {
  it('has a role that the scheduler, and nobody else, may assume, and that may start exactly its function', () => {
    const target = resource('DriftSchedule').Properties['Target'];

    expect(target).toMatchObject({
      Arn: reference('DriftReportLambdaFunction'),
      RoleArn: reference('DriftScheduleRole'),
      DeadLetterConfig: { Arn: reference('ScheduleDeadLetters') },
      RetryPolicy: { MaximumRetryAttempts: 3 },
    });
    expect(trustOf('DriftScheduleRole')).toMatchObject([
      {
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
    expect(actionsOn('DriftScheduleRole', reference('DriftReportLambdaFunction'))).toEqual(['lambda:InvokeFunction']);
    expect(actionsOn('DriftScheduleRole', reference('ScheduleDeadLetters'))).toEqual(['sqs:SendMessage']);
  });
});

describe('the queue', () => {
  it('hides a job for six times as long as the worker may take, and gives it up into dead letters', () => {
    const { Properties: queue } = resource('JobsQueue');
    const { Properties: worker } = resource('WorkerLambdaFunction');

    expect(queue['VisibilityTimeout']).toBe(6 * Number(worker['Timeout']));
    expect(queue).toMatchObject({
      FifoQueue: true,
      QueueName: expect.stringMatching(/\.fifo$/),
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      RedrivePolicy: { deadLetterTargetArn: reference('JobsDeadLetters') },
    });
    expect(worker['Environment']).toMatchObject({
      Variables: { MAX_ATTEMPTS: String((queue['RedrivePolicy'] as { maxReceiveCount: number }).maxReceiveCount) },
    });
  });

  it('hands out one job at a time', () => {
    const [[, mapping] = []] = ofType('AWS::Lambda::EventSourceMapping');

    expect(mapping?.Properties).toMatchObject({ BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] });
  });

  it('of every kind that collects failures has an alarm', () => {
    const watched = text(ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties));

    for (const name of ['JobsDeadLetters', 'ScheduleDeadLetters']) expect(watched).toContain(name);
  });
});

describe('the functions', () => {
  it('run on Node 24 on arm64', () => {
    for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    }
  });

  it('are reached over HTTP by two routes, throttled, with an access log free of headers', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties['RouteKey']);
    const { Properties: stage } = resource('HttpApiStage');

    expect(routes.toSorted()).toEqual(['POST /hooks/{source}', 'POST /sync/{binding}']);
    expect(stage).toMatchObject({
      DefaultRouteSettings: { ThrottlingBurstLimit: 50, ThrottlingRateLimit: 20 },
      AccessLogSettings: { Format: expect.not.stringMatching(/header|querystring/i) },
    });
  });

  it('keep what must survive the stack', () => {
    for (const name of ['StateTable', 'ReportsBucket']) expect(resource(name).DeletionPolicy).toBe('Retain');
  });
});
