import * as z from 'zod/mini';
import { objectId } from '../../domain/job.ts';
import { NO_OBJECT } from '../../domain/push.ts';
import { verifyGithubSignature } from '../../signatures/github-signature.ts';
import type { HookDialect } from '../hook-dialect.ts';
import { readPayload } from '../read-payload.ts';

const reference = z.object({
  type: z.string(),
  name: z.string(),
  target: z.object({ hash: objectId }),
});

const push = z.object({
  actor: z.object({ nickname: z.optional(z.string()), display_name: z.optional(z.string()) }),
  repository: z.object({ full_name: z.string() }),
  push: z.object({
    changes: z.array(z.object({ old: z.nullable(reference), new: z.nullable(reference) })),
  }),
});

/**
 * Bitbucket Cloud. Its `X-Hub-Signature` is `sha256=…`, in the header that means SHA-1 at GitHub. One delivery tells of
 * every ref of a push.
 */
export const bitbucketCloudDialect: HookDialect = {
  verifies: ({ body, headers }, secret) => verifyGithubSignature(body, headers['x-hub-signature'], secret),
  identify: ({ 'x-request-uuid': delivery, 'x-event-key': event }) =>
    delivery && event ? { delivery, event } : undefined,
  requiredHeaders: 'X-Request-UUID and X-Event-Key',
  read: (event, body) => {
    if (event !== 'repo:push') return { kind: 'other', name: event };
    const read = readPayload(push, event, body);
    if ('code' in read) return read;
    const { actor, repository } = read.payload;
    const pushes = read.payload.push.changes.flatMap(({ old, new: now }) => {
      const named = now ?? old;
      if (named === null) return [];
      return {
        ref: `refs/${named.type === 'tag' ? 'tags' : 'heads'}/${named.name}`,
        repository: repository.full_name,
        commit: now?.target.hash ?? NO_OBJECT,
        before: old?.target.hash ?? NO_OBJECT,
        pusher: actor.nickname ?? actor.display_name ?? 'unknown',
      };
    });
    return { kind: 'push', pushes };
  },
};
