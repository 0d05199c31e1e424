import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { lambdaLog } from '../aws/lambda-log.ts';
import { S3AppliedCommits } from '../aws/s3-applied-commits.ts';
import { S3ReportStore } from '../aws/s3-report-store.ts';
import { SecretsManagerSource } from '../aws/secrets-manager-source.ts';
import { SqsJobQueue } from '../aws/sqs-job-queue.ts';
import { ConfiguredHosts } from '../git-hosts/configured-hosts.ts';
import { restHosts } from '../git-hosts/rest-hosts.ts';
import { workerHandler } from '../handlers/worker.ts';
import { ClientConnections } from '../omni/client-connections.ts';
import { runJob } from '../use-cases/run-job.ts';
import { packagedConfig, variable } from './environment.ts';

const clock = () => new Date();
const config = packagedConfig();
const secrets = new SecretsManagerSource(new SecretsManagerClient(), { prefix: variable('SECRET_PREFIX'), clock });
const s3 = new S3Client();
const queue = new SqsJobQueue(new SQSClient(), variable('JOBS_QUEUE_URL'));
const deps = {
  config,
  clock,
  hosts: new ConfiguredHosts(config, secrets, restHosts()),
  omnis: new ClientConnections(config, secrets),
  reports: new S3ReportStore(s3, variable('REPORTS_BUCKET')),
  applied: new S3AppliedCommits(s3, variable('REPORTS_BUCKET')),
};

export const handler = workerHandler({
  run: (job, attempt, options) => runJob(job, attempt, deps, options),
  postpone: (receiptHandle, seconds) => queue.postpone(receiptHandle, seconds),
  maxAttempts: Number(variable('MAX_ATTEMPTS')),
  log: lambdaLog('worker'),
});
