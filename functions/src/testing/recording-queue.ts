import type { Job } from '../domain/job.ts';
import type { JobQueue, QueuedJob } from '../ports/job-queue.ts';

/** A queue that only keeps what it was sent, and can be told to fail. */
export class RecordingQueue implements JobQueue {
  readonly sent: QueuedJob[] = [];
  failure: Error | undefined;

  get jobs(): Job[] {
    return this.sent.map(({ job }) => job);
  }

  async send(queued: QueuedJob): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.sent.push(queued);
  }
}
