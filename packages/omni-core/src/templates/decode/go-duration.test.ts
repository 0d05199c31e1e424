import { describe, expect, it } from 'vitest';
import { parseGoDuration, printGoDuration } from './go-duration.ts';

describe('parseGoDuration', () => {
  it.each([
    ['1h30m', 5_400_000_000_000n],
    ['1m30.5s', 90_500_000_000n],
    ['-1.5s', -1_500_000_000n],
    ['0', 0n],
    ['.5s', 500_000_000n],
    ['1µs', 1_000n],
    ['', undefined],
    ['60', undefined],
    ['1d', undefined],
    ['s', undefined],
    ['9999999h', undefined],
  ])('reads %j as %s', (text, nanos) => {
    expect(parseGoDuration(text)).toBe(nanos);
  });
});

describe('printGoDuration', () => {
  it.each([
    [0n, '0s'],
    [5_400_000_000_000n, '1h30m0s'],
    [90_500_000_000n, '1m30.5s'],
    [300_000_000n, '300ms'],
    [1_500n, '1.5µs'],
    [7n, '7ns'],
    [-1_500_000_000n, '-1.5s'],
  ])('writes %s ns as %s', (nanos, text) => {
    expect(printGoDuration(nanos)).toBe(text);
    expect(parseGoDuration(text)).toBe(nanos);
  });
});
