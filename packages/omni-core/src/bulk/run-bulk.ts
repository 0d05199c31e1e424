import pMap from 'p-map';
import { BulkError } from '../errors/bulk-error.ts';
import { fromAbort } from '../errors/from-abort.ts';
import { isOmniError, type OmniError } from '../errors/omni-error.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { startDeadline } from '../transport/deadline.ts';
import type { BulkItem, BulkOptions, ItemKey } from './bulk-options.ts';

const DEFAULT_TIMEOUT_MS = 900_000;

/** After these no other item can fare better. */
const HOPELESS = [
  'cancelled',
  'closed',
  'read_only',
  'unauthenticated',
  'credentials_invalid',
  'credentials_expired',
] as const;

/** Items of a job and how one of them is carried out. */
export interface BulkJob<Input extends ItemKey, Done> {
  /** For messages, e.g. `applying 3 resources`. */
  readonly operation: string;
  readonly inputs: readonly Input[];
  /** @param call the options for its calls, with the time the whole job has left */
  run(input: Input, call: CallOptions): Promise<Done>;
}

/**
 * Carries a job out, so many items at a time.
 * @returns what became of every item, in the order given
 * @throws {BulkError} when not every item went through, with the same report
 */
export async function runBulk<Input extends ItemKey, Done extends { readonly outcome: string }>(
  job: BulkJob<Input, Done>,
  options: BulkOptions<Done> & { readonly concurrency: number },
): Promise<readonly BulkItem<Done>[]> {
  const { signal, timeoutMs = DEFAULT_TIMEOUT_MS, concurrency, onFailure = 'stop', onItem = () => {} } = options;
  const deadline = startDeadline(signal === undefined ? { timeoutMs } : { timeoutMs, signal }, job.operation);
  const items = job.inputs.map((input): BulkItem<Done> => ({ ...keyOf(input), outcome: 'not_started' }));
  let failure: OmniError | undefined;
  let stopped = false;
  const runItem = async ([index, input]: readonly [number, Input]) => {
    if (stopped || signal?.aborted) return;
    let item: BulkItem<Done>;
    try {
      item = { ...keyOf(input), ...(await job.run(input, deadline.rest())) };
    } catch (error) {
      // Anything else is a bug and goes on its way.
      if (!isOmniError(error)) throw error;
      failure ??= error;
      stopped ||= onFailure === 'stop' || isOmniError(error, ...HOPELESS);
      item = { ...keyOf(input), outcome: 'failed', error };
    }
    items[index] = item;
    onItem(item);
  };
  await pMap([...job.inputs.entries()], runItem, { concurrency });
  if (signal?.aborted && items.some(({ outcome }) => outcome === 'not_started')) {
    failure ??= fromAbort(signal, job.operation);
  }
  if (failure === undefined) return items;
  throw new BulkError(job.operation, items, failure);
}

function keyOf({ type, namespace, id }: ItemKey): ItemKey {
  return { type, namespace, id };
}
