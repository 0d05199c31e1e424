import type { CallOptions } from '@fleetwright/omni-core';

/** Remembers which deliveries were taken, so that a repeated one is done once. */
export interface DeliveryLog {
  /** Takes the delivery. Answers false when it was taken before; of several at once exactly one gets true. */
  claim(id: string, options?: CallOptions): Promise<boolean>;
  /** Gives a claim back because the work could not be handed on; the next delivery of the same id is taken again. */
  release(id: string, options?: CallOptions): Promise<void>;
}
