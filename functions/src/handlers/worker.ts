import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { type Job, jobSchema } from '../domain/job.ts';
import type { Attempt, JobOutcome } from '../domain/job-outcome.ts';
import type { Log } from '../ports/log.ts';
import { deadlineOf, type Invocation } from './invocation.ts';

/** The parts of a queue message that are read. */
export type JobMessage = Pick<SQSRecord, 'messageId' | 'receiptHandle' | 'body'> & {
  readonly attributes: Pick<SQSRecord['attributes'], 'ApproximateReceiveCount'>;
};

export interface WorkerDeps {
  readonly run: (job: Job, attempt: Attempt, options: { readonly signal: AbortSignal }) => Promise<JobOutcome>;
  /** Hides a message for this many seconds from now instead of the queue's default. */
  readonly postpone: (receiptHandle: string, seconds: number) => Promise<void>;
  /** Tries a job has before it goes to the dead letters; the queue's `maxReceiveCount`. */
  readonly maxAttempts: number;
  readonly log: Log;
}

/** Time kept for telling what happened when a job runs out of it. */
const RESERVE_MS = 15_000;

/**
 * Runs the jobs of a batch (of one, on AWS). A job that shall be tried again stays in the queue and is hidden for a
 * short while that doubles with every try, so that its group is not blocked for the queue's whole visibility timeout.
 */
export function workerHandler({ run, postpone, maxAttempts, log }: WorkerDeps) {
  return async (
    event: { readonly Records: readonly JobMessage[] },
    invocation: Invocation,
  ): Promise<SQSBatchResponse> => {
    const returned: JobMessage[] = [];
    for (const message of event.Records) {
      // Order within a group: what follows a job that stays must stay too.
      if (returned.length > 0 || !(await isDone(message))) returned.push(message);
    }
    return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) };

    async function isDone({ body, attributes, receiptHandle }: JobMessage): Promise<boolean> {
      const number = Number(attributes.ApproximateReceiveCount);
      const attempt = { number, last: number >= maxAttempts };
      try {
        const job = jobSchema.parse(JSON.parse(body));
        const outcome = await run(job, attempt, { signal: deadlineOf(invocation, RESERVE_MS) });
        const { disposition, summary, details, report } = outcome;
        const level = disposition === 'done' ? 'info' : disposition === 'retry' ? 'warn' : 'error';
        log[level](`job ${disposition}`, { action: job.action, attempt: number, summary, ...details, report });
        if (disposition === 'done') return true;
      } catch (error) {
        log.error('job failed unexpectedly', { attempt: number, error });
      }
      // Given up: at once visible, because the queue moves it to the dead letters when it is received again.
      await postpone(receiptHandle, attempt.last ? 0 : retryDelay(number)).catch((error: unknown) => {
        log.warn('the job comes back only after the visibility timeout', { error });
      });
      return false;
    }
  };
}

/** 30 s, 60 s, 2 min, 4 min … up to 15 min. */
function retryDelay(attempt: number): number {
  return Math.min(900, 30 * 2 ** (attempt - 1));
}
