import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../http/request.ts';
import { signWebhook } from '../signatures/standard-webhook.ts';
import { HOOK_DIALECTS } from './hook-dialects.ts';

const NOW = new Date('2026-11-22T20:00:00Z');
const SECRET = 'canary-secret';
const SIGNING_TOKEN = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const OTHER_TOKEN = `whsec_${Buffer.from('another').toString('base64')}`;
const [OLD, NEW, NONE] = ['a'.repeat(40), 'b'.repeat(40), '0'.repeat(40)];
const hex = (body: Uint8Array, secret: string) => createHmac('sha256', secret).update(body).digest('hex');

interface DialectCase {
  readonly kind: keyof typeof HOOK_DIALECTS;
  readonly secret: string;
  readonly event: string;
  readonly payload: unknown;
  readonly deletion: unknown;
  readonly headers: (body: Uint8Array, secret: string) => Readonly<Record<string, string>>;
}

const gitea = (after: string) => ({
  ref: 'refs/heads/main',
  before: OLD,
  after,
  repository: { id: 1, full_name: 'acme/fleet' },
  pusher: { id: 1, login: 'ada' },
});
const gitlab = (after: string) => ({
  object_kind: 'push',
  ref: 'refs/heads/main',
  before: OLD,
  after,
  user_username: 'ada',
  project: { path_with_namespace: 'acme/fleet' },
});
const branch = (hash: string) => ({ type: 'branch', name: 'main', target: { hash, type: 'commit' } });
const bitbucketCloud = (now: unknown) => ({
  actor: { type: 'user', nickname: 'ada' },
  repository: { full_name: 'acme/fleet' },
  push: { changes: [{ old: branch(OLD), new: now, forced: false }] },
});
const bitbucketServer = (toHash: string) => ({
  eventKey: 'repo:refs_changed',
  actor: { name: 'ada' },
  repository: { slug: 'fleet', project: { key: 'acme' } },
  changes: [{ refId: 'refs/heads/main', fromHash: OLD, toHash, type: 'UPDATE' }],
});

const CASES: readonly DialectCase[] = [
  {
    kind: 'gitea',
    secret: SECRET,
    event: 'push',
    payload: gitea(NEW),
    deletion: gitea(NONE),
    headers: (body, secret) => ({
      'x-gitea-event': 'push',
      'x-gitea-delivery': 'd-1',
      'x-gitea-signature': hex(body, secret),
    }),
  },
  {
    kind: 'gitlab',
    secret: SIGNING_TOKEN,
    event: 'Push Hook',
    payload: gitlab(NEW),
    deletion: gitlab(NONE),
    headers: (body, secret) => ({
      'x-gitlab-event': 'Push Hook',
      ...signWebhook(body, secret, { id: 'd-1', at: NOW }),
    }),
  },
  {
    kind: 'bitbucket-cloud',
    secret: SECRET,
    event: 'repo:push',
    payload: bitbucketCloud(branch(NEW)),
    deletion: bitbucketCloud(null),
    headers: (body, secret) => ({
      'x-event-key': 'repo:push',
      'x-request-uuid': 'd-1',
      'x-hub-signature': `sha256=${hex(body, secret)}`,
    }),
  },
  {
    kind: 'bitbucket-server',
    secret: SECRET,
    event: 'repo:refs_changed',
    payload: bitbucketServer(NEW),
    deletion: bitbucketServer(NONE),
    headers: (body, secret) => ({
      'x-event-key': 'repo:refs_changed',
      'x-request-id': 'd-1',
      'x-hub-signature': `sha256=${hex(body, secret)}`,
    }),
  },
];

function delivery({ payload, headers, secret }: DialectCase, signedWith = secret): HttpRequest {
  const body = Buffer.from(JSON.stringify(payload));
  return { body, headers: headers(body, signedWith) };
}

describe.each(CASES)('the dialect of $kind', (one) => {
  const dialect = HOOK_DIALECTS[one.kind];

  it('takes what the host signed, and nothing else', () => {
    const good = delivery(one);

    expect(dialect.verifies(good, one.secret, NOW)).toBe(true);
    expect(dialect.verifies({ ...good, body: Buffer.from(`${good.body} `) }, one.secret, NOW)).toBe(false);
    expect(dialect.verifies(delivery(one, OTHER_TOKEN), one.secret, NOW)).toBe(false);
    expect(dialect.verifies({ ...good, headers: {} }, one.secret, NOW)).toBe(false);
    expect(dialect.verifies(delivery(one, ''), '', NOW)).toBe(false);
  });

  it('does not take the headers of GitHub, which other hosts send as well', () => {
    const { body } = delivery(one);
    const signature = `sha256=${hex(body, one.secret)}`;
    const headers = { 'x-github-event': 'push', 'x-github-delivery': 'd-1', 'x-hub-signature-256': signature };

    expect(dialect.verifies({ body, headers }, one.secret, NOW)).toBe(false);
    expect(dialect.identify(headers)).toBeUndefined();
  });

  it('names the delivery', () => {
    expect(dialect.identify(delivery(one).headers)).toEqual({ delivery: 'd-1', event: one.event });
  });

  it('reads a push', () => {
    expect(dialect.read(one.event, delivery(one).body)).toEqual({
      kind: 'push',
      pushes: [{ ref: 'refs/heads/main', repository: 'acme/fleet', commit: NEW, before: OLD, pusher: 'ada' }],
    });
  });

  it('tells the deletion of a branch', () => {
    const { body } = delivery({ ...one, payload: one.deletion });

    expect(dialect.read(one.event, body)).toMatchObject({ pushes: [{ ref: 'refs/heads/main', commit: NONE }] });
  });

  it('says what is wrong with a body without quoting it', () => {
    const cut = delivery(one).body.subarray(0, 40);
    const other = Buffer.from('{"ref":"canary"}');

    expect(dialect.read(one.event, cut)).toMatchObject({ code: 'payload_truncated' });
    expect(dialect.read(one.event, other)).toMatchObject({ code: 'payload_unknown' });
    expect(JSON.stringify(dialect.read(one.event, other))).not.toContain('canary');
  });

  it('leaves other events alone', () => {
    expect(dialect.read('something else', delivery(one).body)).toEqual({ kind: 'other', name: 'something else' });
  });
});

describe('the dialect of gitlab', () => {
  const dialect = HOOK_DIALECTS.gitlab;
  const body = Buffer.from(JSON.stringify(gitlab(NEW)));

  it('takes the older secret token where the secret is one', () => {
    expect(dialect.verifies({ body, headers: { 'x-gitlab-token': SECRET } }, SECRET, NOW)).toBe(true);
    expect(dialect.verifies({ body, headers: { 'x-gitlab-token': `${SECRET}x` } }, SECRET, NOW)).toBe(false);
  });

  it('takes no token in place of a signature', () => {
    expect(dialect.verifies({ body, headers: { 'x-gitlab-token': SIGNING_TOKEN } }, SIGNING_TOKEN, NOW)).toBe(false);
  });

  it('refuses a signed delivery that is older than five minutes', () => {
    const headers = { ...signWebhook(body, SIGNING_TOKEN, { id: 'd-1', at: NOW }) };

    expect(dialect.verifies({ body, headers }, SIGNING_TOKEN, new Date(NOW.getTime() + 301_000))).toBe(false);
  });
});

describe('the dialect of bitbucket-cloud', () => {
  it('tells of every ref of one push', () => {
    const tag = { type: 'tag', name: 'v1', target: { hash: NEW } };
    const payload = {
      ...bitbucketCloud(null),
      push: {
        changes: [
          { old: null, new: branch(NEW) },
          { old: null, new: tag },
        ],
      },
    };

    const event = HOOK_DIALECTS['bitbucket-cloud'].read('repo:push', Buffer.from(JSON.stringify(payload)));

    expect(event).toMatchObject({ pushes: [{ ref: 'refs/heads/main', before: NONE }, { ref: 'refs/tags/v1' }] });
  });
});
