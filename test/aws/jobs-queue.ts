import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** Tries of a job, as in the stack. */
export const MAX_ATTEMPTS = 5;

/** What Lambda hands to a function that consumes a queue. */
export interface QueueEvent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly receiptHandle: string;
    readonly body: string;
    readonly attributes: { readonly ApproximateReceiveCount: string; readonly MessageGroupId: string };
  }[];
}

export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** What {@link JobsQueue.deliver} did with one message. */
export interface Delivery {
  readonly attempt: number;
  readonly receiptHandle: string;
  readonly done: boolean;
}

export interface JobsQueueOptions {
  /** How long a received message is hidden, in seconds. @default 60 */
  readonly visibilitySeconds?: number;
  /** Where messages go that were received {@link MAX_ATTEMPTS} times, as in the stack. @default nowhere */
  readonly deadLetters?: JobsQueue;
}

/** A FIFO queue of moto, and what Lambda's poller does with one. */
export class JobsQueue {
  readonly url: string;
  readonly #sqs: SQSClient;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.url = url;
  }

  static async create(
    name: string,
    { visibilitySeconds = 60, deadLetters }: JobsQueueOptions = {},
  ): Promise<JobsQueue> {
    const sqs = new SQSClient();
    const attributes = {
      FifoQueue: 'true',
      VisibilityTimeout: String(visibilitySeconds),
      ...(deadLetters && { RedrivePolicy: JSON.stringify(await redriveTo(deadLetters, sqs)) }),
    };
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    return new JobsQueue(sqs, QueueUrl);
  }

  /** Hands one visible message to the function and removes it when it is done; `undefined` when none is visible. */
  async deliver(handler: (event: QueueEvent) => Promise<BatchAnswer>): Promise<Delivery | undefined> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({ QueueUrl: this.url, MessageSystemAttributeNames: ['All'] }),
    );
    const [message] = Messages;
    if (message === undefined) return undefined;
    const { MessageId: messageId = '', ReceiptHandle: receiptHandle = '', Body: body = '', Attributes } = message;
    const [attempt = '', group = ''] = [Attributes?.ApproximateReceiveCount, Attributes?.MessageGroupId];
    const attributes = { ApproximateReceiveCount: attempt, MessageGroupId: group };
    const answer = await handler({ Records: [{ messageId, receiptHandle, body, attributes }] });
    const done = !answer.batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === messageId);
    if (done) await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle: receiptHandle }));
    return { attempt: Number(attempt), receiptHandle, done };
  }

  /** Takes every visible message out of the queue. */
  async takeAll(): Promise<{ readonly group: string; readonly job: unknown }[]> {
    const taken: { group: string; job: unknown }[] = [];
    const take = async ({ Records }: QueueEvent): Promise<BatchAnswer> => {
      for (const { body, attributes } of Records) {
        taken.push({ group: attributes.MessageGroupId, job: JSON.parse(body) });
      }
      return { batchItemFailures: [] };
    };
    while ((await this.deliver(take)) !== undefined);
    return taken;
  }

  /** Messages that could be received now, and messages that are hidden. */
  async counts(): Promise<{ readonly visible: number; readonly hidden: number }> {
    const { Attributes = {} } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: ['All'] }),
    );
    return {
      visible: Number(Attributes.ApproximateNumberOfMessages),
      hidden: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    };
  }

  /** Makes a hidden message visible at once, as time would. */
  async reveal(receiptHandle: string): Promise<void> {
    const request = { QueueUrl: this.url, ReceiptHandle: receiptHandle, VisibilityTimeout: 0 };
    await this.#sqs.send(new ChangeMessageVisibilityCommand(request));
  }
}

async function redriveTo({ url }: JobsQueue, sqs: SQSClient): Promise<Readonly<Record<string, unknown>>> {
  const request = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] });
  return { deadLetterTargetArn: (await sqs.send(request)).Attributes?.QueueArn, maxReceiveCount: MAX_ATTEMPTS };
}
