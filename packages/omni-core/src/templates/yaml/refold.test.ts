import { describe, expect, it } from 'vitest';
import { refold } from './refold.ts';

describe('refold', () => {
  it.each([
    ['one two\nthree\n', 'one two\nthree\n'],
    ['Heading:\n\n  * first\n  * second\nend\n', 'Heading:\n\n\n  * first\n  * second\nend\n'],
    ['kept\n\n\n', 'kept\n\n\n\n'],
    ['  starts indented\nthen not\n', '  starts indented\nthen not\n'],
    ['', ''],
  ])('turns %j into %j', (before, after) => {
    expect(refold(before)).toBe(after);
  });
});
