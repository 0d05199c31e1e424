import { describe, expect, it } from 'vitest';
import { goQuote, goQuoteList } from './go-format.ts';

describe('text as %q of Go prints it', () => {
  it.each([
    ['plain', '"plain"'],
    ['a "b" \\', '"a \\"b\\" \\\\"'],
    ['\u0007\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
    ['\u0000\u001f\u007f', '"\\x00\\x1f\\x7f"'],
    ['é 漢 🚀', '"é 漢 🚀"'],
    ['a\u00a0b\u2028c', '"a\\u00a0b\\u2028c"'],
    ['\u{e0001}', '"\\U000e0001"'],
  ])('%j', (text, quoted) => {
    expect(goQuote(text)).toBe(quoted);
  });

  it('puts lists into brackets, with blanks between', () => {
    expect(goQuoteList(['a', 'b c'])).toBe('["a" "b c"]');
    expect(goQuoteList([])).toBe('[]');
  });
});
