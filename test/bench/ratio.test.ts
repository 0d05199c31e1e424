import { describe, expect, test } from 'vitest';
import { ratioOf, reached } from './ratio.ts';
import { leastOf, measureInRotation } from './rotation.ts';

describe('ratioOf', () => {
  test('compares inside a round, so a slow round does not show', () => {
    const rounds = new Map([
      ['ours', [{ wallMs: 10 }, { wallMs: 1000 }, { wallMs: 22 }]],
      ['theirs', [{ wallMs: 5 }, { wallMs: 500 }, { wallMs: 10 }]],
    ]);

    const ratio = ratioOf(rounds, 'ours', 'theirs');

    expect(ratio).toEqual({ min: 2, median: 2, max: 2.2 });
  });

  test('takes the middle of an even number of rounds', () => {
    const rounds = new Map([
      ['ours', [{ wallMs: 1 }, { wallMs: 4 }]],
      ['theirs', [{ wallMs: 1 }, { wallMs: 2 }]],
    ]);

    expect(ratioOf(rounds, 'ours', 'theirs').median).toBe(1.5);
  });

  test('refuses a clock that did not run', () => {
    const rounds = new Map([['ours', [{ wallMs: 1 }]]]);

    expect(() => ratioOf(rounds, 'ours', 'ours', 'cpuMs')).toThrow('ours was not measured by cpuMs');
  });
});

describe('reached', () => {
  test('judges the median, in both directions', () => {
    const row = { suite: 's', name: 'n', ratio: { min: 1, median: 9, max: 20 } };

    expect(reached({ ...row, goal: { atLeast: 10 } })).toBe(false);
    expect(reached({ ...row, goal: { atMost: 10 } })).toBe(true);
    expect(reached({ ...row, goal: undefined })).toBe(true);
  });
});

describe('measureInRotation', () => {
  test('starts every round with another variant and does not count the warm-up', async () => {
    const order: string[] = [];
    const variant = (name: string) => ({
      name,
      run: async () => {
        order.push(name);
        return { wallMs: order.length };
      },
    });

    const rounds = await measureInRotation([variant('a'), variant('b'), variant('c')], 2);

    expect(order.join('')).toBe('cababcbca');
    expect(rounds.get('a')).toEqual([{ wallMs: 4 }, { wallMs: 9 }]);
  });
});

describe('leastOf', () => {
  test('takes the least of each clock on its own', async () => {
    const samples = [
      { wallMs: 3, cpuMs: 1 },
      { wallMs: 2, cpuMs: 4 },
    ];

    const least = await leastOf(2, async () => samples.pop() ?? { wallMs: 0 });

    expect(least).toEqual({ wallMs: 2, cpuMs: 1 });
  });
});
