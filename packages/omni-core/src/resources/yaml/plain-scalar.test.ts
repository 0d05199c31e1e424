import { describe, expect, it } from 'vitest';
import { resolvePlainScalar } from './plain-scalar.ts';

describe('resolvePlainScalar', () => {
  it.each([
    ['0x1F', { tag: '!!int', value: 31n }],
    ['0777', { tag: '!!int', value: 511n }],
    ['08', { tag: '!!float', value: 8 }],
    ['+0', { tag: '!!int', value: 0n }],
    ['-00', { tag: '!!int', value: 0n }],
    ['1_000', { tag: '!!int', value: 1000n }],
    ['18446744073709551616', { tag: '!!float', value: 2 ** 64 }],
    ['2024-01-01', { tag: '!!timestamp', value: '2024-01-01T00:00:00Z' }],
    ['yes', { tag: '!!str', value: 'yes' }],
    ['12:30', { tag: '!!str', value: '12:30' }],
  ])('reads %s as Go does', (text, expected) => {
    expect(resolvePlainScalar(text)).toEqual(expected);
  });

  it('keeps the sign of -0, and only of that spelling', () => {
    const value = resolvePlainScalar('-0');

    expect(value).toEqual({ tag: '!!float', value: -0 });
  });
});
