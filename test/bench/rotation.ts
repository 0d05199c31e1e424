/** What doing a job once took. */
export interface Sample {
  readonly wallMs: number;
  /** Time the doing process spent on all its threads; absent where nobody can tell. */
  readonly cpuMs?: number;
  /** The 99th percentile; only where one job is many moments and `wallMs` is their median. */
  readonly p99Ms?: number;
  /** How much the heap grew by what the job made; only where that is what is measured. */
  readonly heapBytes?: number;
}

/** How a job is measured. */
export type Clock = keyof Sample;

/** One way of doing a job. */
export interface Variant {
  readonly name: string;
  /** Does the job once. */
  run(): Promise<Sample>;
}

/** Samples by variant name; index n of every list belongs to round n. */
export type Rounds = ReadonlyMap<string, readonly Sample[]>;

/**
 * Runs every variant once per round, each round starting with another one. A slow phase of the machine then hits all
 * variants of a round alike, and ratios taken inside a round stay comparable. One round before the first warms up.
 */
export async function measureInRotation(variants: readonly Variant[], rounds: number): Promise<Rounds> {
  const samples = new Map<string, Sample[]>(variants.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    const offset = (round + variants.length) % variants.length;
    for (const variant of [...variants.slice(offset), ...variants.slice(0, offset)]) {
      collectYoung();
      const sample = await variant.run();
      if (round >= 0) samples.get(variant.name)?.push(sample);
    }
  }
  return samples;
}

/**
 * No variant shall pay for the garbage of the one before. Only the young generation: a full collection also throws away
 * compiled code, and every round would then measure the compiler.
 */
function collectYoung(): void {
  globalThis.gc?.({ type: 'minor' });
}

/** Times one run of a job that happens in this process. */
export async function timed(job: () => unknown): Promise<Sample> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await job();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/**
 * The least of several runs of a job that takes a moment: whatever else the machine does can only make one slower.
 * For jobs of which many fit into a round.
 */
export async function leastOf(times: number, job: () => Promise<Sample>): Promise<Sample> {
  const samples: Sample[] = [];
  for (let done = 0; done < times; done += 1) samples.push(await job());
  const cpu = samples.flatMap(({ cpuMs }) => cpuMs ?? []);
  const wallMs = Math.min(...samples.map((sample) => sample.wallMs));
  return cpu.length === 0 ? { wallMs } : { wallMs, cpuMs: Math.min(...cpu) };
}
