import { createCursorSealer } from '@fleetwright/omni-core';
import { describe, expect, it } from 'vitest';
import { countFitting, fitValue, sizeOf } from './byte-budget.ts';
import { openCursor, sealCursor } from './cursor.ts';
import { pickFields, valueAt } from './fields.ts';

describe('cursors', () => {
  const cursors = createCursorSealer(new Uint8Array(32));
  const others = createCursorSealer(new Uint8Array(32).fill(1));
  const listing = ['Clusters.omni.sidero.dev', null, 'a', null];

  it('continue the listing they were made for', () => {
    expect(openCursor(sealCursor('b/ä.1', listing, cursors), listing, cursors)).toBe('b/ä.1');
  });

  it.each([
    ['another listing', (cursor: string) => openCursor(cursor, ['Clusters.omni.sidero.dev', null, 'b', null], cursors)],
    ['another server', (cursor: string) => openCursor(cursor, listing, others)],
    ['somebody who altered it', (cursor: string) => openCursor(cursor.replace('.', '.A'), listing, cursors)],
  ])('are refused to %s', (_who, open) => {
    expect(() => open(sealCursor('b', listing, cursors))).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('fields', () => {
  const resource = {
    metadata: { labels: { 'omni.sidero.dev/cluster': 'demo' } },
    spec: { disks: [{ name: 'a' }, { name: 'b' }] },
  };

  it('are found under keys with dots and inside lists', () => {
    expect(valueAt(resource, 'metadata.labels.omni.sidero.dev/cluster')).toBe('demo');
    expect(valueAt(resource, 'spec.disks.name')).toEqual(['a', 'b']);
    expect(pickFields(resource, ['spec.nothing', 'spec.disks.name'])).toEqual({ 'spec.disks.name': ['a', 'b'] });
  });
});

describe('the byte budget', () => {
  it('takes whole rows, and at least one', () => {
    expect(countFitting(['aaaa', 'bbbb', 'cccc'], 14)).toBe(2);
    expect(countFitting(['x'.repeat(100)], 10)).toBe(1);
    expect(countFitting([], 10)).toBe(0);
  });

  it('cuts long texts, says so and how long they were', () => {
    const { value, cut } = fitValue({ id: 'a', data: 'x'.repeat(10_000) }, 1000);

    expect(cut).toBe(true);
    expect(sizeOf(value)).toBeLessThanOrEqual(1000);
    expect(value['data']).toMatch(/… \(10000 characters\)$/);
  });

  it('cuts long lists when texts are not enough', () => {
    const { value } = fitValue({ list: Array.from({ length: 1000 }, (_, index) => `item ${index}`) }, 600);

    expect(value['list']).toEqual([...Array.from({ length: 5 }, (_, index) => `item ${index}`), '… (1000 items)']);
  });

  it('leaves alone what fits', () => {
    expect(fitValue({ a: 'b' }, 100)).toEqual({ value: { a: 'b' }, cut: false });
  });
});
