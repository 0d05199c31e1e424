import { beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../domain/job.ts';
import type { Attempt, JobOutcome } from '../domain/job-outcome.ts';
import type { HttpRequest } from '../http/request.ts';
import type { Log } from '../ports/log.ts';
import { httpHandler } from './http-handler.ts';
import { type JobMessage, workerHandler } from './worker.ts';

const logged: unknown[][] = [];
const note = (...line: unknown[]) => void logged.push(line);
const log: Log = { info: note, warn: note, error: note };
const invocation = { getRemainingTimeInMillis: () => 60_000.5 };

beforeEach(() => {
  logged.length = 0;
});

describe('httpHandler', () => {
  it('hands on the bytes that were sent, whichever way the event carries them', async () => {
    const requests: HttpRequest[] = [];
    const handler = httpHandler(
      {
        parameter: 'source',
        take: async (subject, request) => {
          requests.push(request);
          return { statusCode: 202, body: { status: subject } };
        },
      },
      log,
    );
    const event = { headers: { 'X-Hub-Signature-256': 's' }, pathParameters: { source: 'github' } };

    const answer = await handler({ ...event, body: '{"ä":1}', isBase64Encoded: false }, invocation);
    await handler({ ...event, body: Buffer.from('{"ä":1}').toString('base64'), isBase64Encoded: true }, invocation);

    expect(answer).toEqual({
      statusCode: 202,
      headers: { 'content-type': 'application/json' },
      body: '{"status":"github"}',
    });
    expect(requests.map(({ body }) => Buffer.from(body).toString('utf8'))).toEqual(['{"ä":1}', '{"ä":1}']);
    expect(requests[0]?.headers['x-hub-signature-256']).toBe('s');
  });

  it('answers 500 without detail when something of ours fails', async () => {
    const handler = httpHandler(
      { parameter: 'source', take: () => Promise.reject(new Error('queue arn:aws:… is gone')) },
      log,
    );

    expect(await handler({ headers: {}, isBase64Encoded: false }, invocation)).toMatchObject({
      statusCode: 500,
      body: '{"status":"error"}',
    });
  });
});

describe('workerHandler', () => {
  const job: Job = { action: 'drift', binding: 'fleet', requestedAt: '2026-11-22T20:00:00Z' };
  const message = (messageId: string, receives = 1, body = JSON.stringify(job)): JobMessage => ({
    messageId,
    receiptHandle: `receipt-${messageId}`,
    body,
    attributes: { ApproximateReceiveCount: String(receives) },
  });

  /** A worker whose jobs end this way, and what it did. */
  function workerEnding(run: (attempt: Attempt) => JobOutcome['disposition']) {
    const postponed: [string, number][] = [];
    const handler = workerHandler({
      run: async (_, attempt) => ({ disposition: run(attempt), summary: 's', details: {}, report: undefined }),
      postpone: async (receipt, seconds) => void postponed.push([receipt, seconds]),
      maxAttempts: 5,
      log,
    });
    return { postponed, handle: (...Records: JobMessage[]) => handler({ Records }, invocation) };
  }

  it('consumes a job that is done', async () => {
    const { handle, postponed } = workerEnding(() => 'done');

    expect(await handle(message('m1'))).toEqual({ batchItemFailures: [] });
    expect(postponed).toEqual([]);
  });

  it('returns a job that shall be tried again, hidden for a while that doubles', async () => {
    const { handle, postponed } = workerEnding(() => 'retry');

    expect(await handle(message('m1'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    await handle(message('m1', 3));

    expect(postponed).toEqual([
      ['receipt-m1', 30],
      ['receipt-m1', 120],
    ]);
  });

  it('tells a job when it is tried for the last time, after which the next of its group need not wait', async () => {
    const attempts: Attempt[] = [];
    const { handle, postponed } = workerEnding((attempt) => {
      attempts.push(attempt);
      return 'abandoned';
    });

    await handle(message('m1', 4));
    await handle(message('m1', 5));

    expect(postponed.map(([, seconds]) => seconds)).toEqual([240, 0]);

    expect(attempts).toEqual([
      { number: 4, last: false },
      { number: 5, last: true },
    ]);
  });

  it('returns what follows a returned job unseen, so that the order of the group holds', async () => {
    let runs = 0;
    const { handle } = workerEnding(() => {
      runs += 1;
      return 'retry';
    });

    const answer = await handle(message('m1'), message('m2'));

    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m1', 'm2']);
    expect(runs).toBe(1);
  });

  it.each(['{"action":"sync"', '{"action":"unknown"}', '{"action":"sync","binding":"b","commit":"--exec"}'])(
    'sends the malformed message %s towards the dead letters and runs nothing',
    async (body) => {
      const { handle } = workerEnding(() => {
        throw new Error('must not run');
      });

      expect((await handle(message('m1', 1, body))).batchItemFailures).toHaveLength(1);
      expect(JSON.stringify(logged)).toContain('failed unexpectedly');
    },
  );
});
