import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { JobMessage } from '../handlers/worker.ts';
import { LocalJobQueue } from './local-job-queue.ts';

const job = (binding: string) => ({ action: 'drift', binding, requestedAt: '2026-11-22T20:00:00Z' }) as const;
const queued = (group: string, binding: string) => ({ job: job(binding), group, deduplicationId: binding });
const nameOf = ({ body }: JobMessage): string => JSON.parse(body).binding;

describe('LocalJobQueue', () => {
  it('runs a group one at a time in order, and groups side by side', async () => {
    const [events, active, overlaps]: [string[], Set<string>, string[]] = [[], new Set(), []];
    await using queue = new LocalJobQueue(async (message) => {
      const group = nameOf(message).slice(0, 1);
      if (active.has(group)) overlaps.push(group);
      active.add(group);
      events.push(nameOf(message));
      await sleep(group === 'a' ? 30 : 5);
      active.delete(group);
      return true;
    });

    for (const name of ['a1', 'a2', 'b1', 'b2']) await queue.send(queued(name.slice(0, 1), name));
    await queue.idle();

    expect(overlaps).toEqual([]);
    expect(events.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2']);
    expect(events.indexOf('b2')).toBeLessThan(events.indexOf('a2'));
  });

  it('tries a failing message again before the next of its group, then gives it up', async () => {
    const tries: string[] = [];
    await using queue = new LocalJobQueue(
      async (message) => {
        tries.push(`${nameOf(message)} ${message.attributes.ApproximateReceiveCount}`);
        if (nameOf(message) === 'a1') throw new Error('no');
        return true;
      },
      { maxReceiveCount: 3, retryDelayMs: 1 },
    );

    await queue.send(queued('a', 'a1'));
    await queue.send(queued('a', 'a2'));
    await queue.idle();

    expect(tries).toEqual(['a1 1', 'a1 2', 'a1 3', 'a2 1']);
    expect(queue.deadLetters.map((body) => JSON.parse(body).binding)).toEqual(['a1']);
  });

  it('drops a message whose id was sent before', async () => {
    const seen: string[] = [];
    await using queue = new LocalJobQueue(async (message) => seen.push(nameOf(message)) > 0);

    await queue.send(queued('a', 'a1'));
    await queue.send(queued('a', 'a1'));
    await queue.idle();

    expect(seen).toEqual(['a1']);
  });

  it('ends without waiting for retries when it is closed', async () => {
    const queue = new LocalJobQueue(async () => false, { retryDelayMs: 60_000 });
    await queue.send(queued('a', 'a1'));

    await queue[Symbol.asyncDispose]();

    await expect(queue.send(queued('a', 'a2'))).rejects.toThrow('closed');
  });
});
