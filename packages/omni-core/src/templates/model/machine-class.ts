import { isScalar } from 'yaml';
import { complain, type Decoder, optional, present, struct } from '../decode/decoder.ts';
import { text } from '../decode/scalars.ts';
import { goQuote } from '../go-format.ts';

/** Machines taken from a class instead of named one by one. */
export interface MachineClassModel {
  readonly name: string;
  /** How many machines, or all there are. */
  readonly size: number | 'unlimited';
}

const UNLIMITED: ReadonlySet<string> = new Set(['unlimited', 'Unlimited', 'infinity', '∞']);

const size: Decoder<number | 'unlimited'> = (node, context) => {
  const target = present(node, context);
  if (target === undefined) return 0;
  const word = text(target, context);
  if (UNLIMITED.has(word)) return 'unlimited';
  if (word === 'Static') return 0;
  const isNumber = /^\d+$/.test(word);
  if (isNumber && Number(word) <= 0xffff_ffff) return Number(word);
  const reason = isNumber ? 'value out of range' : 'invalid syntax';
  const quoted = goQuote(word);
  if (isScalar(target))
    complain(context, target, `invalid machine count ${word}: strconv.ParseUint: parsing ${quoted}: ${reason}`);
  return 0;
};

export const machineClass = optional(struct<MachineClassModel>('models.MachineClassConfig', { name: text, size }));
