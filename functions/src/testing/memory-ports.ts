import { OmniError } from '@fleetwright/omni-core';
import type { Job } from '../domain/job.ts';
import type { JobQueue, QueuedJob } from '../ports/job-queue.ts';
import type { SecretSource, SecretVersions } from '../ports/secret-source.ts';

/** Secrets from a map; an array is current and previous. Answers like the real store for a name that is not there. */
export function memorySecrets(values: Readonly<Record<string, string | readonly [string, string]>>): SecretSource {
  return {
    read: async (name): Promise<SecretVersions> => {
      const value = values[name];
      if (value === undefined) throw new OmniError('not_found', `secret ${name} does not exist`);
      return typeof value === 'string'
        ? { current: value, previous: undefined }
        : { current: value[0], previous: value[1] };
    },
  };
}

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
