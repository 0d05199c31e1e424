import { describe, expect, it } from 'vitest';
import { NOTHING, unifiedDiff } from './unified-diff.ts';

const side = (text: string) => ({ name: 'T(default/a)', text });
const lines = (count: number, prefix = 'line') =>
  Array.from({ length: count }, (_, index) => `${prefix} ${index}\n`).join('');

describe('unifiedDiff', () => {
  it('is empty for equal texts', () => {
    expect(unifiedDiff(side('a\n'), side('a\n'))).toBe('');
  });

  it('shows creation and removal against nothing, blank lines as a lone prefix', () => {
    expect(unifiedDiff(NOTHING, side('a\n\nb\n'))).toBe(
      '--- /dev/null\n+++ T(default/a)\n@@ -0,0 +1,3 @@\n+a\n+\n+b\n',
    );
    expect(unifiedDiff(side('a\n'), NOTHING)).toBe('--- T(default/a)\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n');
  });

  it.each([
    [6, 1],
    [7, 2],
  ])('puts changes %i lines apart into %i hunks', (distance, hunks) => {
    const before = `a\n${lines(distance)}b\n`;
    const after = `A\n${lines(distance)}B\n`;

    expect(unifiedDiff(side(before), side(after)).match(/^@@/gm)).toHaveLength(hunks);
  });

  it('prefixes the text that looks like a header like any other', () => {
    expect(unifiedDiff(side('-- a\n'), side('++ b\n'))).toContain('@@ -1,1 +1,1 @@\n--- a\n+++ b\n');
  });

  it('leaves out what is too large to read', () => {
    const large = lines(40_000);

    expect(unifiedDiff(side(large), side(`${large}x\n`))).toBe(
      '--- T(default/a)\n+++ T(default/a)\n@@ -1,40000 +1,40001 @@ diff too large to display\n',
    );
    expect(unifiedDiff(NOTHING, side(lines(30_000, 'y'.repeat(20))))).toContain('diff too large');
  });
});
