import type { CallOptions } from '@fleetwright/omni-core';
import type { FunctionsConfig } from '../config/functions-config.ts';
import type { HttpAnswer } from '../http/request.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeliveryLog } from '../ports/delivery-log.ts';
import type { JobQueue, QueuedJob } from '../ports/job-queue.ts';
import type { SecretSource } from '../ports/secret-source.ts';

/** What taking work in needs. No key of an Omni or a Git host is among it. */
export interface IntakeDeps {
  readonly config: FunctionsConfig;
  readonly secrets: SecretSource;
  readonly deliveries: DeliveryLog;
  readonly queue: JobQueue;
  readonly clock: Clock;
}

/** Hands jobs on unless this delivery was taken before. A claim whose jobs could not be sent is given back. */
export async function sendOnce(
  delivery: string,
  jobs: readonly QueuedJob[],
  { deliveries, queue }: Pick<IntakeDeps, 'deliveries' | 'queue'>,
  options: CallOptions,
): Promise<HttpAnswer> {
  if (!(await deliveries.claim(delivery, options))) return { statusCode: 200, body: { status: 'duplicate' } };
  try {
    for (const queued of jobs) await queue.send(queued, options);
  } catch (error) {
    // Without the caller's signal: when time ran out, the claim must still go.
    await deliveries.release(delivery, { timeoutMs: 2_000 });
    throw error;
  }
  return { statusCode: 202, body: { status: 'queued', bindings: jobs.map(({ job }) => job.binding) } };
}

/** A refusal. The message never quotes what was refused; 401 has none, so that nobody can probe. */
export function refuse(statusCode: number, status: string, message?: string): HttpAnswer {
  return { statusCode, body: { status, ...(message !== undefined && { message }) } };
}
