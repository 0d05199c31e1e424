import * as z from 'zod/mini';
import { objectId } from '../../domain/job.ts';
import { verifyGithubSignature } from '../../signatures/github-signature.ts';
import type { HookDialect } from '../hook-dialect.ts';
import { readPayload } from '../read-payload.ts';

const push = z.object({
  actor: z.object({ name: z.string() }),
  repository: z.object({ slug: z.string(), project: z.object({ key: z.string() }) }),
  changes: z.array(z.object({ refId: z.string().check(z.startsWith('refs/')), fromHash: objectId, toHash: objectId })),
});

/** Bitbucket Data Center. Signs as Bitbucket Cloud does; its test button sends `diagnostics:ping`. */
export const bitbucketServerDialect: HookDialect = {
  verifies: ({ body, headers }, secret) => verifyGithubSignature(body, headers['x-hub-signature'], secret),
  identify: ({ 'x-request-id': delivery, 'x-event-key': event }) =>
    delivery && event ? { delivery, event } : undefined,
  requiredHeaders: 'X-Request-Id and X-Event-Key',
  read: (event, body) => {
    if (event === 'diagnostics:ping') return { kind: 'ping' };
    if (event !== 'repo:refs_changed') return { kind: 'other', name: event };
    const read = readPayload(push, event, body);
    if ('code' in read) return read;
    const { actor, repository, changes } = read.payload;
    return {
      kind: 'push',
      pushes: changes.map(({ refId, fromHash, toHash }) => ({
        ref: refId,
        repository: `${repository.project.key}/${repository.slug}`,
        commit: toHash,
        before: fromHash,
        pusher: actor.name,
      })),
    };
  },
};
