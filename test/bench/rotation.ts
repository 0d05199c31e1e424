/** One way of doing a job. */
export interface Variant {
  readonly name: string;
  /** Does the job once. @returns how long it took, in milliseconds */
  run(): Promise<number>;
}

/** Durations by variant name; index n of every list belongs to round n. */
export type Rounds = ReadonlyMap<string, readonly number[]>;

/**
 * Runs every variant once per round, each round starting with another one. A slow phase of the machine then hits all
 * variants of a round alike, and ratios taken inside a round stay comparable. One round before the first warms up.
 */
export async function measureInRotation(variants: readonly Variant[], rounds: number): Promise<Rounds> {
  const durations = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    const offset = (round + variants.length) % variants.length;
    for (const variant of [...variants.slice(offset), ...variants.slice(0, offset)]) {
      globalThis.gc?.();
      const duration = await variant.run();
      if (round >= 0) durations.get(variant.name)?.push(duration);
    }
  }
  return durations;
}

/** Times one run of a job. */
export async function timed(job: () => unknown): Promise<number> {
  const start = performance.now();
  await job();
  return performance.now() - start;
}

/**
 * The fastest of several runs of a job that takes a moment: whatever else the machine does can only make one slower.
 * For jobs of which many fit into a round.
 */
export async function fastestOf(times: number, job: () => Promise<number>): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let done = 0; done < times; done += 1) fastest = Math.min(fastest, await job());
  return fastest;
}
