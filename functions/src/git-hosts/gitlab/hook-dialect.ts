import * as z from 'zod/mini';
import { objectId } from '../../domain/job.ts';
import { verifySharedToken } from '../../signatures/shared-token.ts';
import { verifyWebhook } from '../../signatures/standard-webhook.ts';
import type { HookDialect } from '../hook-dialect.ts';
import { readPayload } from '../read-payload.ts';

const push = z.object({
  ref: z.string().check(z.startsWith('refs/')),
  before: objectId,
  after: objectId,
  project: z.object({ path_with_namespace: z.string() }),
  user_username: z.string(),
});

const EVENTS: Readonly<Record<string, string>> = { 'Push Hook': 'push', 'Tag Push Hook': 'tag push' };

/**
 * GitLab. A signing token (`whsec_…`) signs body, id and time the Standard Webhooks way. The older secret token only
 * stands in a header: it proves who calls, not what they say, so a secret that is a signing token takes nothing else.
 */
export const gitlabDialect: HookDialect = {
  verifies: ({ body, headers }, secret, now) =>
    secret.startsWith('whsec_')
      ? verifyWebhook(body, headers, secret, now)
      : verifySharedToken(headers['x-gitlab-token'], secret),
  identify: ({ 'webhook-id': id, 'idempotency-key': key, 'x-gitlab-event-uuid': uuid, 'x-gitlab-event': event }) => {
    // The first is signed; the last is all that releases before 17.4 send.
    const delivery = id ?? key ?? uuid;
    return delivery && event ? { delivery, event } : undefined;
  },
  requiredHeaders: 'X-Gitlab-Event and one of Webhook-Id, Idempotency-Key and X-Gitlab-Event-UUID',
  read: (event, body) => {
    const name = EVENTS[event];
    if (name === undefined) return { kind: 'other', name: event };
    const read = readPayload(push, name, body);
    if ('code' in read) return read;
    const { ref, before, after, project, user_username: pusher } = read.payload;
    return {
      kind: 'push',
      pushes: [{ ref, repository: project.path_with_namespace, commit: after, before, pusher }],
    };
  },
};
