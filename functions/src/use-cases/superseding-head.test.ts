import { describe, expect, it } from 'vitest';
import { pushJob, syncJob } from '../testing/job-fixture.ts';
import { supersedingHead } from './superseding-head.ts';

const [OLD, PUSHED, NEWER] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];
const AT_ONCE = new Date('2026-11-22T20:00:05Z');
const LATER = new Date('2026-11-22T20:05:00Z');
const job = pushJob(PUSHED, { before: OLD });

describe('supersedingHead', () => {
  it('names the head that took the place of a pushed commit, at once and later', () => {
    expect(supersedingHead(job, NEWER, AT_ONCE)).toBe(NEWER);
    expect(supersedingHead(job, NEWER, LATER)).toBe(NEWER);
  });

  it('leaves the head of the branch alone', () => {
    expect(supersedingHead(job, PUSHED, LATER)).toBeUndefined();
  });

  it('does not take a host that has not seen the push yet for a newer push', () => {
    expect(supersedingHead(job, OLD, AT_ONCE)).toBeUndefined();
  });

  it('takes a branch that was forced back to where it was for a newer push', () => {
    expect(supersedingHead(job, OLD, LATER)).toBe(OLD);
  });

  it('never stops a commit that was asked for', () => {
    expect(supersedingHead(syncJob(PUSHED), NEWER, LATER)).toBeUndefined();
  });
});
