import { describe, expect, it } from 'vitest';
import { DRIFT_NOISE, fieldNoiseOf, type NoiseCandidate, type NoiseRule, noiseOf } from './noise-rules.ts';
import { wildcard } from './wildcard.ts';

const candidate: NoiseCandidate = {
  class: 'changed',
  kind: 'update',
  cluster: 'prod-1',
  type: 'MachineSets.omni.sidero.dev',
  id: 'prod-1-workers',
  upgrading: false,
  ageMs: 60_000,
};
const rule = (conditions: Partial<NoiseRule>): NoiseRule[] => [{ id: 'mine', because: 'a test', ...conditions }];

describe('noiseOf', () => {
  it('takes nothing of consequence for noise by itself', () => {
    expect(noiseOf(candidate, DRIFT_NOISE)).toBeUndefined();
    expect(noiseOf({ ...candidate, kind: 'reformat' }, DRIFT_NOISE)?.id).toBe('formatting');
    expect(noiseOf({ ...candidate, kind: 'kept' }, DRIFT_NOISE)?.id).toBe('foreign-marks');
  });

  it('lets machines restart during an upgrade, and only then', () => {
    const restart = { ...candidate, class: 'health', kind: 'machine-not-ready', severity: 'warning' } as const;

    expect(noiseOf(restart, DRIFT_NOISE)).toBeUndefined();
    expect(noiseOf({ ...restart, upgrading: true }, DRIFT_NOISE)?.id).toBe('restarting-for-upgrade');
  });

  it.each<[Partial<NoiseRule>, boolean]>([
    [{}, true],
    [{ classes: ['changed', 'extra'] }, true],
    [{ classes: ['extra'] }, false],
    [{ clusters: ['dev-*', 'prod-*'] }, true],
    [{ clusters: ['prod'] }, false],
    [{ types: ['MachineSets.*'], ids: ['*-workers'] }, true],
    [{ types: ['MachineSets.*'], ids: ['*-gpu'] }, false],
    [{ severities: ['info'] }, false],
    [{ youngerThanMs: 60_001 }, true],
    [{ youngerThanMs: 60_000 }, false],
  ])('holds a finding against %j', (conditions, expected) => {
    expect(noiseOf(candidate, rule(conditions)) !== undefined).toBe(expected);
  });

  it('takes fields for noise by their path', () => {
    const rules = rule({ paths: ['spec.machineallocation.*'] });

    expect(noiseOf(candidate, rules)).toBeUndefined();
    expect(fieldNoiseOf('spec.machineallocation.machinecount', candidate, rules)?.id).toBe('mine');
    expect(fieldNoiseOf('spec.updatestrategy', candidate, rules)).toBeUndefined();
  });
});

describe('wildcard', () => {
  it.each([
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['*', '', true],
    ['*b*', 'abc', true],
    ['a*b*c', 'a-c-b-c', true],
    ['aa*aa', 'aaa', false],
    ['a*', 'ba', false],
    ['.*', 'x', false],
    ['a', 'ab', false],
  ])('%j against %j is %s', (pattern, text, expected) => {
    expect(wildcard(pattern, text)).toBe(expected);
  });
});
