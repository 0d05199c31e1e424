import type { Clock, Rounds } from './rotation.ts';

/** Spread of a ratio over the rounds. */
export interface Ratio {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** What the median has to reach. A `bar` fails the bench when missed; other goals are only shown. */
export type Goal = ({ readonly atMost: number } | { readonly atLeast: number }) & { readonly bar?: boolean };

/** One line of the report. */
export interface Row {
  readonly suite: string;
  readonly name: string;
  readonly ratio: Ratio;
  readonly goal: Goal | undefined;
}

/** Ratio of two variants inside each round. @throws {RangeError} for a variant that was not measured by that clock */
export function ratioOf(rounds: Rounds, subject: string, base: string, clock: Clock = 'wallMs'): Ratio {
  const bases = timesOf(rounds, base, clock);
  const ratios = timesOf(rounds, subject, clock)
    .map((time, round) => time / (bases[round] ?? Number.NaN))
    .sort((a, b) => a - b);
  return { min: ratios.at(0) ?? Number.NaN, median: median(ratios), max: ratios.at(-1) ?? Number.NaN };
}

/** True when there is no goal or the median reaches it. */
export function reached({ ratio, goal }: Row): boolean {
  if (goal === undefined) return true;
  return 'atMost' in goal ? ratio.median <= goal.atMost : ratio.median >= goal.atLeast;
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

function timesOf(rounds: Rounds, name: string, clock: Clock): readonly number[] {
  const times = rounds.get(name)?.flatMap((sample) => sample[clock] ?? []) ?? [];
  if (times.length === 0) throw new RangeError(`${name} was not measured by ${clock}`);
  return times;
}
