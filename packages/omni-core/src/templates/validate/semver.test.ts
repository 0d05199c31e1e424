import { describe, expect, it } from 'vitest';
import { isBefore, parseTolerantVersion } from './semver.ts';

describe('a version', () => {
  it.each([
    ['1.2.3', [1n, 2n, 3n, '']],
    [' v1.2.3 ', [1n, 2n, 3n, '']],
    ['1', [1n, 0n, 0n, '']],
    ['v1.12', [1n, 12n, 0n, '']],
    ['01.002.3', [1n, 2n, 3n, '']],
    ['1.2.3-alpha.1', [1n, 2n, 3n, 'alpha.1']],
    ['1.2.3-rc.0+build.01', [1n, 2n, 3n, 'rc.0']],
  ])('is read leniently: %s', (text, [major, minor, patch, prerelease]) => {
    expect(parseTolerantVersion(text as string)).toEqual({ version: { major, minor, patch, prerelease } });
  });

  it.each([
    ['', 'strconv.ParseUint: parsing "": invalid syntax'],
    ['1.x.3', 'Invalid character(s) found in minor number "x"'],
    ['1.2-alpha', 'Short version cannot contain PreRelease/Build meta data'],
    ['1.2.99999999999999999999', 'strconv.ParseUint: parsing "99999999999999999999": value out of range'],
    ['1.2.3-', 'Prerelease is empty'],
    ['1.2.3+', 'Build meta data is empty'],
    ['1.2.3-a_b', 'Invalid character(s) found in prerelease "a_b"'],
    ['1.2.3+a_b', 'Invalid character(s) found in build meta data "a_b"'],
    ['1.2.3-01', 'leading zeroes'],
  ])('is refused in the words of omnictl: %j', (text, reason) => {
    expect(parseTolerantVersion(text)).toEqual({ reason: expect.stringContaining(reason) });
  });

  it.each([
    ['1.9.9', true],
    ['1.10.0-rc.1', true],
    ['0.99.99', true],
    ['1.10.0', false],
    ['1.10.1', false],
    ['1.11.0-alpha.0', false],
    ['2.0.0', false],
  ])('comes before 1.10.0 or not: %s', (text, expected) => {
    const read = parseTolerantVersion(text);

    expect('version' in read && isBefore(read.version, 1n, 10n, 0n)).toBe(expected);
  });
});
