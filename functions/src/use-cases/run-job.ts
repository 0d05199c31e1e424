import type { CallOptions } from '@fleetwright/omni-core';
import type { Job } from '../domain/job.ts';
import type { Attempt, JobOutcome } from '../domain/job-outcome.ts';
import type { JobDeps } from './job-deps.ts';
import { reportDrift } from './report-drift.ts';
import { syncCommit } from './sync-commit.ts';

/** Does one job, whatever its action. @throws only bugs */
export async function runJob(
  job: Job,
  attempt: Attempt,
  deps: JobDeps,
  options: CallOptions = {},
): Promise<JobOutcome> {
  switch (job.action) {
    case 'sync':
      return syncCommit(job, attempt, deps, options);
    case 'drift':
      return reportDrift(job, deps, options);
  }
}
