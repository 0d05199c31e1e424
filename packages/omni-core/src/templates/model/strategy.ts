import { optional, struct } from '../decode/decoder.ts';
import { oneOf, uint32 } from '../decode/scalars.ts';

/** How machines of a set change: all at once, or a few at a time. */
export interface Strategy {
  readonly type: 'Rolling' | 'Unset' | undefined;
  readonly rolling: { readonly maxParallelism: number } | undefined;
}

export const strategy = optional(
  struct<Strategy>('models.UpdateStrategy', {
    type: oneOf(['Rolling', 'Unset'], (word) => `invalid update strategy type ${word}`),
    rolling: optional(struct<{ maxParallelism: number }>('models.RollingUpdateStrategy', { maxParallelism: uint32 })),
  }),
);
