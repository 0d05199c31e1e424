import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { CallOptions } from '@fleetwright/omni-core';
import type { JobQueue, QueuedJob } from '../ports/job-queue.ts';
import { abortable } from './abortable.ts';

/** The jobs queue: SQS FIFO, one group per cluster set. */
export class SqsJobQueue implements JobQueue {
  readonly #sqs: SQSClient;
  readonly #url: string;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  async send({ job, group, deduplicationId }: QueuedJob, options: CallOptions = {}): Promise<void> {
    await this.#sqs.send(
      new SendMessageCommand({
        QueueUrl: this.#url,
        MessageBody: JSON.stringify(job),
        MessageGroupId: group,
        MessageDeduplicationId: deduplicationId,
      }),
      abortable(options),
    );
  }

  /** Makes a message that is being worked on visible again after this many seconds, instead of the queue's default. */
  async postpone(receiptHandle: string, seconds: number): Promise<void> {
    await this.#sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: this.#url,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
      abortable({ timeoutMs: 5_000 }),
    );
  }
}
