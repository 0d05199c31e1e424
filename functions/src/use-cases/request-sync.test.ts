import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.ts';
import type { HttpRequest } from '../http/request.ts';
import { MemoryDeliveryLog } from '../local/memory-delivery-log.ts';
import { secretMap } from '../local/secret-map.ts';
import { signWebhook } from '../signatures/standard-webhook.ts';
import { RecordingQueue } from '../testing/recording-queue.ts';
import type { IntakeDeps } from './intake.ts';
import { requestSync } from './request-sync.ts';

const config = parseConfig(readFileSync(new URL('../../config.example.yml', import.meta.url), 'utf8'));
const NOW = new Date('2026-11-22T20:00:00Z');
const COMMIT = 'a'.repeat(40);
const queue = new RecordingQueue();
let deps: IntakeDeps;

beforeEach(() => {
  queue.sent.length = 0;
  deps = {
    config,
    secrets: secretMap({ 'sync/fleet': 'whsec_Y2FuYXJ5' }),
    deliveries: new MemoryDeliveryLog(),
    queue,
    clock: () => NOW,
  };
});

function call(payload: unknown, { id = 'msg-1', at = NOW, secret = 'whsec_Y2FuYXJ5' } = {}): HttpRequest {
  const body = Buffer.from(JSON.stringify(payload));
  return { body, headers: { ...signWebhook(body, secret, { id, at }) } };
}

describe('requestSync', () => {
  it('verifies the example of the Standard Webhooks specification', async () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const headers = signWebhook('{"test": 2432232314}', secret, {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_000),
    });

    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('queues the commit that was asked for, into the same group as pushes', async () => {
    const answer = await requestSync('fleet', call({ commit: COMMIT, reason: 'promotion', dryRun: true }), deps);

    expect(answer.statusCode).toBe(202);
    expect(queue.jobs).toMatchObject([
      {
        action: 'sync',
        binding: 'fleet',
        commit: COMMIT,
        dryRun: true,
        cause: { kind: 'request', reason: 'promotion' },
      },
    ]);
  });

  it('syncs the head of the branch when no commit is named', async () => {
    await requestSync('fleet', call({}), deps);

    expect(queue.jobs).toMatchObject([{ commit: undefined, dryRun: false }]);
  });

  it('does a replayed call once', async () => {
    await requestSync('fleet', call({}), deps);

    const again = await requestSync('fleet', call({}), deps);

    expect(again).toEqual({ statusCode: 200, body: { status: 'duplicate' } });
    expect(queue.sent).toHaveLength(1);
  });

  it.each([
    ['an old call', call({}, { at: new Date(NOW.getTime() - 301_000) })],
    ['a call from the future', call({}, { at: new Date(NOW.getTime() + 301_000) })],
    ['another secret', call({}, { secret: 'other' })],
    ['a replay under a new id', { ...call({}), headers: { ...call({}).headers, 'webhook-id': 'msg-2' } }],
    ['no headers', { ...call({}), headers: {} }],
  ])('answers 401 without detail to %s', async (_, request) => {
    const answer = await requestSync('fleet', request, deps);

    expect(answer).toEqual({ statusCode: 401, body: { status: 'unauthorized' } });
    expect(queue.sent).toEqual([]);
  });

  it.each([
    [{ commit: 'main' }, 400],
    [{ unknown: true }, 400],
    ['text', 400],
    [{ ref: 'refs/heads/other' }, 409],
  ])('refuses the body %j', async (payload, statusCode) => {
    const answer = await requestSync('fleet', call(payload), deps);

    expect(answer).toMatchObject({ statusCode, body: { message: expect.any(String) } });
    expect(queue.sent).toEqual([]);
  });

  it('answers 404 for a binding that takes no calls', async () => {
    const answers = await Promise.all(['nowhere', 'toString'].map((id) => requestSync(id, call({}), deps)));

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404]);
  });
});
