import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.ts';
import type { HttpRequest } from '../http/request.ts';
import { MemoryDeliveryLog } from '../local/memory-delivery-log.ts';
import { secretMap } from '../local/secret-map.ts';
import { githubSignature } from '../signatures/github-signature.ts';
import { RecordingQueue } from '../testing/recording-queue.ts';
import type { IntakeDeps } from './intake.ts';
import { receivePush } from './receive-push.ts';

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}

/** Deliveries GitHub really sent, as octokit publishes them. */
const recorded: readonly Example[] = createRequire(import.meta.url)(
  '@octokit/webhooks-examples/api.github.com/index.json',
);
const pushes = recorded.find(({ name }) => name === 'push')?.examples ?? [];
const branchPush = pushes.find(({ ref }) => ref === 'refs/heads/master') ?? {};
const COMMIT = '6113728f27ae82c7b1a177c8d03f9e96e0adf246';

const config = parseConfig(
  readFileSync(new URL('../../config.example.yml', import.meta.url), 'utf8')
    .replace('acme/fleet', 'codertocat/hello-world')
    .replace('refs/heads/main', 'refs/heads/master'),
);

const SECRET = 'canary-hook-secret';
const queue = new RecordingQueue();
let deps: IntakeDeps;

beforeEach(() => {
  queue.sent.length = 0;
  queue.failure = undefined;
  deps = {
    config,
    secrets: secretMap({ 'hooks/github': [SECRET, 'canary-old-secret'] }),
    deliveries: new MemoryDeliveryLog(),
    queue,
    clock: () => new Date('2026-11-22T20:00:00Z'),
  };
});

function delivery(payload: unknown, headers: Record<string, string> = {}, secret = SECRET): HttpRequest {
  const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': 'd-1',
      'x-hub-signature-256': githubSignature(body, secret),
      ...headers,
    },
  };
}

describe('receivePush', () => {
  it('queues one sync of exactly the pushed commit for the binding of a real GitHub push', async () => {
    const answer = await receivePush('github', delivery(branchPush), deps);

    expect(answer).toEqual({ statusCode: 202, body: { status: 'queued', bindings: ['fleet'] } });
    expect(queue.jobs).toEqual([
      {
        action: 'sync',
        binding: 'fleet',
        commit: COMMIT,
        dryRun: false,
        cause: { kind: 'push', delivery: 'd-1', actor: 'Codertocat', before: branchPush['before'] },
        requestedAt: '2026-11-22T20:00:00.000Z',
      },
    ]);
  });

  it('answers a replayed delivery with 200 and does it once', async () => {
    await receivePush('github', delivery(branchPush), deps);

    const again = await receivePush('github', delivery(branchPush), deps);

    expect(again).toEqual({ statusCode: 200, body: { status: 'duplicate' } });
    expect(queue.sent).toHaveLength(1);
  });

  it('takes a delivery again whose job could not be sent', async () => {
    queue.failure = new Error('queue is down');
    await expect(receivePush('github', delivery(branchPush), deps)).rejects.toThrow('queue is down');
    queue.failure = undefined;

    const again = await receivePush('github', delivery(branchPush), deps);

    expect(again.statusCode).toBe(202);
    expect(queue.sent).toHaveLength(1);
  });

  it('accepts the secret from before the last rotation', async () => {
    const answer = await receivePush('github', delivery(branchPush, {}, 'canary-old-secret'), deps);

    expect(answer.statusCode).toBe(202);
  });

  it.each([
    ['a signature made with another secret', delivery(branchPush, {}, 'other')],
    ['no signature', delivery(branchPush, { 'x-hub-signature-256': '' })],
    ['a shortened signature', delivery(branchPush, { 'x-hub-signature-256': 'sha256=00' })],
    ['a body that was changed', { ...delivery(branchPush), body: Buffer.from('{"ref":') }],
    ['an empty secret', delivery(branchPush, {}, '')],
  ])('answers 401 without detail to %s, and parses nothing', async (_, request) => {
    const answer = await receivePush('github', request, deps);

    expect(answer).toEqual({ statusCode: 401, body: { status: 'unauthorized' } });
    expect(queue.sent).toEqual([]);
  });

  it.each([
    ['a truncated body', delivery(JSON.stringify(branchPush).slice(0, 500)), 400, 'payload_truncated'],
    ['a body that is no JSON', delivery('x'), 400, 'payload_truncated'],
    ['a push without a commit', delivery({ ...branchPush, after: undefined }), 400, 'payload_unknown'],
    [
      'a commit that is an option of git',
      delivery({ ...branchPush, after: '--upload-pack=x' }),
      400,
      'payload_unknown',
    ],
    ['no delivery id', delivery(branchPush, { 'x-github-delivery': '' }), 400, 'headers_missing'],
    ['a form', delivery(branchPush, { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'content_type'],
  ])('refuses %s with a code that says so', async (_, request, statusCode, status) => {
    const answer = await receivePush('github', request, deps);

    expect(answer).toMatchObject({ statusCode, body: { status, message: expect.any(String) } });
    expect(queue.sent).toEqual([]);
  });

  it.each(['nowhere', 'constructor', '__proto__'])('answers 404 for the source %s', async (source) => {
    const answer = await receivePush(source, delivery(branchPush), deps);

    expect(answer.statusCode).toBe(404);
  });

  it('answers a ping', async () => {
    const ping = recorded.find(({ name }) => name === 'ping')?.examples[0];

    const answer = await receivePush('github', delivery(ping, { 'x-github-event': 'ping' }), deps);

    expect(answer).toEqual({ statusCode: 200, body: { status: 'pong' } });
  });

  it('ignores every other recorded GitHub event, and pushes of tags, with a 2xx', async () => {
    const others = recorded
      .filter(({ name }) => !['push', 'ping'].includes(name))
      .map(({ name, examples }) => delivery(examples[0], { 'x-github-event': name }));
    const tags = pushes.filter(({ ref }) => ref !== 'refs/heads/master').map((payload) => delivery(payload));

    const answers = await Promise.all([...others, ...tags].map((request) => receivePush('github', request, deps)));

    expect(answers.length).toBeGreaterThan(40);
    expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body.status}`))).toEqual(
      new Set(['202 ignored']),
    );
    expect(queue.sent).toEqual([]);
  });

  it('leaves clusters alone when the branch is deleted', async () => {
    const gone = { ...branchPush, after: '0'.repeat(40), deleted: true };

    const answer = await receivePush('github', delivery(gone), deps);

    expect(answer.body.status).toBe('ignored');
    expect(queue.sent).toEqual([]);
  });

  it('keeps secret and signature out of every answer', async () => {
    const requests = [delivery(branchPush), delivery('{', {}), delivery(branchPush, {}, 'other')];

    const answers = await Promise.all(requests.map((request) => receivePush('github', request, deps)));

    expect(JSON.stringify(answers)).not.toMatch(/canary|sha256=/);
  });
});
