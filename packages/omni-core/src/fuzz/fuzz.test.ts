import { describe, expect, it } from 'vitest';
import { attempt } from './attempt.ts';
import { randomOf } from './random.ts';
import { runFuzz } from './run-fuzz.ts';
import type { TextTarget } from './target.ts';
import { TARGETS } from './targets.ts';

const names = TARGETS.map(({ name }) => name);

describe('what reads things from outside', () => {
  it('gives a value or an OmniError for any input, soon and in little memory', async () => {
    const inputs = Number(process.env['FUZZ_INPUTS'] ?? 100);

    const failures = await runFuzz({ targets: names, inputs, seed: process.env['FUZZ_SEED'] ?? 'fleetwright' });

    expect(failures).toEqual([]);
  }, 600_000);
});

describe('the fuzzer', () => {
  const target = (read: (input: string) => unknown): TextTarget => ({ name: 'a target', seeds: ['seed'], read });

  it('notices an error nobody expects, and keeps the input', async () => {
    const read = (input: string) => {
      if (input !== 'seed') throw new TypeError('surprise');
    };

    const failure = await attempt(target(read), 1, 'seed');

    expect(failure?.reason).toContain('TypeError: surprise');
    expect(Buffer.from(failure?.input ?? '', 'base64').toString('utf16le')).not.toBe('seed');
  });

  it('makes the same inputs of the same seed, in any order', async () => {
    const inputs: string[] = [];
    const recording = target((input) => inputs.push(input));
    for (const number of [3, 7, 9, 9, 7, 3]) await attempt(recording, number, 'seed');

    expect(inputs.slice(0, 3)).toEqual(inputs.slice(3).reverse());
    expect(randomOf('a').below(1e9)).not.toBe(randomOf('b').below(1e9));
  });

  it('has targets of different names', () => {
    expect(new Set(names).size).toBe(names.length);
  });
});
