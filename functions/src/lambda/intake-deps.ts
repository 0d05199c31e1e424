import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDeliveryLog } from '../aws/dynamo-delivery-log.ts';
import { SecretsManagerSource } from '../aws/secrets-manager-source.ts';
import { SqsJobQueue } from '../aws/sqs-job-queue.ts';
import type { IntakeDeps } from '../use-cases/intake.ts';
import { packagedConfig, variable } from './environment.ts';

/** What the functions behind the HTTP API are made of on AWS. */
export function intakeDeps(): IntakeDeps {
  const clock = () => new Date();
  return {
    config: packagedConfig(),
    clock,
    secrets: new SecretsManagerSource(new SecretsManagerClient(), { prefix: variable('SECRET_PREFIX'), clock }),
    deliveries: new DynamoDeliveryLog(new DynamoDBClient(), variable('STATE_TABLE'), clock),
    queue: new SqsJobQueue(new SQSClient(), variable('JOBS_QUEUE_URL')),
  };
}
