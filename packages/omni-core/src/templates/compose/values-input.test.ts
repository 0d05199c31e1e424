import { describe, expect, it } from 'vitest';
import type { SourceProblem } from '../source-errors.ts';
import { nestPaths, treeOfInput, type ValueInput } from './values-input.ts';

describe('values given by path', () => {
  it('become maps inside of maps; a backslash keeps a dot in a name', () => {
    expect(nestPaths({ 'a.b': 1, 'a.c': [2], 'labels.example\\.com/x': 'y', d: null })).toEqual({
      a: { b: 1, c: [2] },
      labels: { 'example.com/x': 'y' },
      d: null,
    });
  });

  it('take the place of what is no map', () => {
    expect(nestPaths({ a: 1, 'a.b': 2 })).toEqual({ a: { b: 2 } });
  });
});

describe('values given by a program', () => {
  const read = (input: ValueInput) => {
    const problems: SourceProblem[] = [];
    return { tree: treeOfInput('set', input, (problem) => problems.push(problem)), problems };
  };

  it('know where they stand, and whole numbers are whole', () => {
    const { tree, problems } = read({ a: [1, 1.5, 'x', true, null] });

    const list = tree.content instanceof Map ? tree.content.get('a') : undefined;
    expect(problems).toEqual([]);
    expect(list).toMatchObject({
      origin: { path: '.a' },
      content: [{ content: 1n }, { content: 1.5 }, { content: 'x' }, { content: true }, { content: null }],
    });
  });

  it('are refused when they contain themselves', () => {
    const endless: Record<string, ValueInput> = {};
    endless['again'] = endless;

    expect(read(endless).problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining('contain themselves') }),
    ]);
  });
});
