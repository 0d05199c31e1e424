import type { CallOptions } from '@fleetwright/omni-core';
import type { Job } from '../domain/job.ts';

export interface QueuedJob {
  readonly job: Job;
  /** Jobs of one group run one at a time, in the order they were sent. */
  readonly group: string;
  /** A second job with the same id within five minutes is dropped. */
  readonly deduplicationId: string;
}

/** Hands work to the worker. */
export interface JobQueue {
  send(queued: QueuedJob, options?: CallOptions): Promise<void>;
}
