import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGlob } from './glob.ts';

const plain = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', '@', 'é') });
const escaped = (text: string): string => text.replace(/[\\*?[\]^-]/g, '\\$&');

describe('patterns', () => {
  // Answers of filepath.Match of Go 1.26.
  it.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['*', 'a/b', false],
    ['*/*', 'a/b', true],
    ['a*', 'ba', false],
    ['*a', 'aba', true],
    ['a*b*c', 'axbxbxc', true],
    ['?', '', false],
    ['?', 'é', true],
    ['?', '/', false],
    ['cluster-?-match', 'cluster-b-match', true],
    ['*@example.com', 'jane@example.com', true],
    ['*@example.com', 'jane@example.com.evil', false],
    ['prod-[0-9]', 'prod-7', true],
    ['prod-[^0-9]', 'prod-7', false],
    ['[^a]', '/', true],
    ['[b-a]', 'a', false],
    ['[\\]]', ']', true],
    ['[*]', '*', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['a]', 'a]', true],
    ['*[^a]*x', 'b/x', false],
  ] as const)('%j on %j is %j', (pattern, name, expected) => {
    expect(parseGlob(pattern)(name)).toBe(expected);
  });

  it.each(['[', '[a', '[]', '[]a]', '[a-]', '[-a]', '[^]', '\\', 'a[', '[\\', 'x*['])('%j is malformed', (pattern) => {
    expect(() => parseGlob(pattern)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });

  it('match a text whose special characters are escaped, and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        expect(parseGlob(escaped(text))(other)).toBe(text === other);
        expect(parseGlob(escaped(text))(text)).toBe(true);
      }),
    );
  });

  it('match with a star what begins and ends alike, without a slash in between', () => {
    fc.assert(
      fc.property(plain, plain, plain, (start, middle, end) => {
        const glob = parseGlob(`${escaped(start)}*${escaped(end)}`);

        expect(glob(start + middle + end)).toBe(true);
        expect(glob(`${start}${middle}/${end}`)).toBe(false);
      }),
    );
  });

  it('match with question marks exactly the names of that length', () => {
    fc.assert(
      fc.property(plain, fc.nat(12), (name, count) => {
        expect(parseGlob('?'.repeat(count))(name)).toBe([...name].length === count);
      }),
    );
  });

  it('are either malformed or decide about any name at once', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '[', ']', '^', '-', '\\', '/') });
    fc.assert(
      fc.property(pattern, fc.string(), (text, name) => {
        try {
          expect(typeof parseGlob(text)(name)).toBe('boolean');
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_argument' });
        }
      }),
    );
    expect(parseGlob('*a'.repeat(30))('a'.repeat(10_000))).toBe(true);
    expect(parseGlob(`${'*a'.repeat(30)}b`)('a'.repeat(10_000))).toBe(false);
  });
});
