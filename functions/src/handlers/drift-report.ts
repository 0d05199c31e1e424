import type { Log } from '../ports/log.ts';
import type { IntakeDeps } from '../use-cases/intake.ts';
import { requestDrift } from '../use-cases/request-drift.ts';
import { deadlineOf, type Invocation } from './invocation.ts';

/** Input of the schedule: `<aws.scheduler.scheduled-time>`. */
export interface DriftSchedule {
  /** ISO 8601. */
  readonly time: string;
}

/** Runs on a schedule and asks the worker for one drift report per binding. */
export function driftReportHandler({ log, ...deps }: Pick<IntakeDeps, 'config' | 'queue'> & { readonly log: Log }) {
  return async ({ time }: DriftSchedule, invocation: Invocation): Promise<{ bindings: readonly string[] }> => {
    const bindings = await requestDrift(new Date(time), deps, { signal: deadlineOf(invocation, 2_000) });
    log.info('drift reports requested', { bindings });
    return { bindings };
  };
}
