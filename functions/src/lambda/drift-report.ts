import { SQSClient } from '@aws-sdk/client-sqs';
import { lambdaLog } from '../aws/lambda-log.ts';
import { SqsJobQueue } from '../aws/sqs-job-queue.ts';
import { driftReportHandler } from '../handlers/drift-report.ts';
import { packagedConfig, variable } from './environment.ts';

export const handler = driftReportHandler({
  config: packagedConfig(),
  queue: new SqsJobQueue(new SQSClient(), variable('JOBS_QUEUE_URL')),
  log: lambdaLog('drift-report'),
});
