import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSealer, deriveKeys } from '../seal/sealer.ts';
import { openPlanToken, PLAN_LIFETIME_MS, type PlanBinding, planDigestOf, sealPlan } from './plan-token.ts';
import type { WritePlan } from './write-plan.ts';

const sealer = createSealer(deriveKeys(new Uint8Array(32)).seal);
const NOW = 1_700_000_000_000;
const binding: PlanBinding = {
  tool: 'omni_lock',
  args: { id: 'a', locked: true },
  instance: 'test',
  principal: 'local',
};

const plan: WritePlan = {
  summary: 'Lock cluster demo',
  subject: 'demo',
  tier: 'W1',
  changes: [{ action: 'update', resource: 'Clusters(default/demo)', diff: '+ locked' }],
  preconditions: [],
  warnings: [],
  pins: [{ resource: 'Clusters(default/demo)', version: '3' }],
  execute: async () => [],
};

describe('a plan token', () => {
  const token = sealPlan(plan, binding, sealer, NOW);

  it('opens for the call it was made for until it ends', () => {
    const opened = { nonce: expect.any(String), expiresAt: NOW + PLAN_LIFETIME_MS, planDigest: planDigestOf(plan) };

    expect(openPlanToken(token, binding, sealer, NOW)).toEqual(opened);
    expect(openPlanToken(token, { ...binding, args: { locked: true, id: 'a' } }, sealer, NOW)).toEqual(opened);
    expect(openPlanToken(token, binding, sealer, NOW + PLAN_LIFETIME_MS + 1)).toBe('expired');
  });

  it.each([
    ['tool', { tool: 'omni_apply' }],
    ['arguments', { args: { id: 'b', locked: true } }],
    ['Omni', { instance: 'production' }],
    ['principal', { principal: 'mallory' }],
  ])('is bound to the %s', (_what, change) => {
    expect(openPlanToken(token, { ...binding, ...change }, sealer, NOW)).toBe('invalid');
  });

  it('is worth nothing when a single character differs', () => {
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'aZ0-_.'), (index, character) => {
        fc.pre(token[index] !== character);
        const forged = token.slice(0, index) + character + token.slice(index + 1);
        expect(openPlanToken(forged, binding, sealer, NOW)).toBe('invalid');
      }),
    );
  });

  it('says nothing about what it stands for, and is short', () => {
    expect(token).not.toMatch(/demo|lock/);
    expect(token.length).toBeLessThan(130);
  });

  it.each([
    ['a version', { pins: [{ resource: 'Clusters(default/demo)', version: '4' }] }],
    ['a diff', { changes: [{ action: 'update' as const, resource: 'Clusters(default/demo)', diff: '- locked' }] }],
    ['the tier', { tier: 'D' as const }],
    ['the input', { inputDigest: 'other' }],
  ])('notices when %s differs', (_what, change) => {
    expect(planDigestOf({ ...plan, ...change })).not.toBe(planDigestOf(plan));
  });

  it('needs a secret that is one', () => {
    expect(() => deriveKeys(new Uint8Array(31))).toThrow(RangeError);
  });
});
