import * as z from 'zod/mini';
import { objectId } from '../../domain/job.ts';
import { NO_OBJECT } from '../../domain/push.ts';
import { verifyGithubSignature } from '../../signatures/github-signature.ts';
import type { HookDialect } from '../hook-dialect.ts';
import { readPayload } from '../read-payload.ts';

const push = z.object({
  ref: z.string().check(z.startsWith('refs/')),
  before: objectId,
  after: objectId,
  deleted: z._default(z.boolean(), false),
  repository: z.object({ full_name: z.string() }),
  pusher: z.object({ name: z.string() }),
});

/** GitHub and GitHub Enterprise: `X-Hub-Signature-256`. The older `X-Hub-Signature` (SHA-1) is not looked at. */
export const githubDialect: HookDialect = {
  verifies: ({ body, headers }, secret) => verifyGithubSignature(body, headers['x-hub-signature-256'], secret),
  identify: ({ 'x-github-delivery': delivery, 'x-github-event': event }) =>
    delivery && event ? { delivery, event } : undefined,
  requiredHeaders: 'X-GitHub-Delivery and X-GitHub-Event',
  read: (event, body) => {
    if (event === 'ping') return { kind: 'ping' };
    if (event !== 'push') return { kind: 'other', name: event };
    const read = readPayload(push, event, body);
    if ('code' in read) return read;
    const { ref, before, after, deleted, repository, pusher } = read.payload;
    return {
      kind: 'push',
      pushes: [
        {
          ref,
          repository: repository.full_name,
          commit: deleted ? NO_OBJECT : after,
          before,
          pusher: pusher.name,
        },
      ],
    };
  },
};
