import { describe, expect, it } from 'vitest';
import { InternTable } from './intern-table.ts';

describe('InternTable', () => {
  it('answers every short ASCII text as it is, however many share a slot', () => {
    const table = new InternTable();
    const texts = Array.from({ length: 20_000 }, (_, index) => `machine-${index}`);

    const wrong = [...texts, ...texts].filter(
      (text) => table.lookup(Buffer.from(`<${text}>`), 1, text.length + 1) !== text,
    );

    expect(wrong).toEqual([]);
  });

  it('leaves long texts and texts beyond ASCII to the caller', () => {
    const table = new InternTable();

    const answers = ['x'.repeat(49), 'é'].map((text) => table.lookup(Buffer.from(text), 0, Buffer.byteLength(text)));

    expect(answers).toEqual([undefined, undefined]);
  });
});
