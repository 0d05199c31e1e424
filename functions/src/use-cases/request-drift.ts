import { createHash } from 'node:crypto';
import type { CallOptions } from '@fleetwright/omni-core';
import { clusterSetGroup } from '../domain/binding.ts';
import type { IntakeDeps } from './intake.ts';

/**
 * Asks for a drift report of every binding. The work goes through the jobs queue, into the groups that syncs use, so
 * that a report never sees a half-done sync and needs no key of its own here.
 *
 * @returns the bindings asked for
 */
export async function requestDrift(
  at: Date,
  { config, queue }: Pick<IntakeDeps, 'config' | 'queue'>,
  options: CallOptions = {},
): Promise<readonly string[]> {
  const bindings = Object.keys(config.bindings);
  for (const binding of bindings) {
    const requestedAt = at.toISOString();
    await queue.send(
      {
        job: { action: 'drift', binding, requestedAt },
        group: clusterSetGroup(config, binding),
        // A schedule that fires twice asks once.
        deduplicationId: createHash('sha256').update(`drift\n${binding}\n${requestedAt}`).digest('hex'),
      },
      options,
    );
  }
  return bindings;
}
