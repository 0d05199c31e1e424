import { countAt, numberAt, plain } from '../arguments.ts';
import { ArgumentFault } from '../fault.ts';
import type { FunctionTable, TemplateFunction } from '../function.ts';
import type { Value } from '../value.ts';

const ANY = Number.POSITIVE_INFINITY;

/** Calculating with whole numbers of 64 bits. Texts that read as numbers count as numbers. */
export const numberFunctions: FunctionTable = {
  add: fold((sum, value) => sum + value),
  mul: fold((product, value) => product * value),
  max: fold((left, right) => (isLess(left, right) ? right : left)),
  min: fold((left, right) => (isLess(right, left) ? right : left)),
  sub: { takes: [2, 2], call: (args) => int64(wholeAt(args, 0) - wholeAt(args, 1)) },
  div: { takes: [2, 2], call: (args) => int64(wholeAt(args, 0) / divisorAt(args, 1)) },
  mod: { takes: [2, 2], call: (args) => int64(wholeAt(args, 0) % divisorAt(args, 1)) },
  add1: { takes: [1, 1], call: (args) => int64(wholeAt(args, 0) + 1n) },
  int: { takes: [1, 1], call: (args) => wholeAt(args, 0) },
  int64: { takes: [1, 1], call: (args) => wholeAt(args, 0) },
  float64: { takes: [1, 1], call: (args) => Number(numberAt(args, 0)) },
  until: { takes: [1, 1], call: (args, context) => steps(0, countAt(args, 0), countAt(args, 0) < 0 ? -1 : 1, context) },
  untilStep: {
    takes: [3, 3],
    call: (args, context) => steps(countAt(args, 0), countAt(args, 1), countAt(args, 2), context),
  },
};

function isLess(left: bigint, right: bigint): boolean {
  return left < right;
}

function fold(combine: (left: bigint, right: bigint) => bigint): TemplateFunction {
  return {
    takes: [1, ANY],
    call: (args) => args.map((_, index) => wholeAt(args, index)).reduce((left, right) => int64(combine(left, right))),
  };
}

/** A number without its fraction. */
function wholeAt(args: readonly Value[], index: number): bigint {
  const value = plain(args[index] ?? null);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  const number = numberAt(args, index);
  if (typeof number === 'bigint') return number;
  if (!Number.isFinite(number)) throw new ArgumentFault(index, 'the number is not finite');
  return int64(BigInt(Math.trunc(number)));
}

function divisorAt(args: readonly Value[], index: number): bigint {
  const divisor = wholeAt(args, index);
  if (divisor === 0n) throw new ArgumentFault(index, 'nothing can be divided by zero');
  return divisor;
}

function int64(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new ArgumentFault(-1, 'the result does not fit 64 bits');
  return value;
}

function steps(
  start: number,
  end: number,
  step: number,
  { budget }: Parameters<TemplateFunction['call']>[1],
): bigint[] {
  if (step === 0) throw new ArgumentFault(2, 'a step of 0 leads nowhere');
  const count = Math.max(Math.ceil((end - start) / step), 0);
  budget.spend(count);
  return Array.from({ length: count }, (_, index) => BigInt(start + index * step));
}
