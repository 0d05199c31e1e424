import type { CallOptions } from '@fleetwright/omni-core';

/** Our call options in the words of the AWS SDK. Without a deadline a call may take ten seconds. */
export function abortable({ signal, timeoutMs = 10_000 }: CallOptions): { readonly abortSignal: AbortSignal } {
  const deadline = AbortSignal.timeout(timeoutMs);
  return { abortSignal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]) };
}
