import * as z from 'zod/mini';
import { objectId } from '../../domain/job.ts';
import { verifyHexSignature } from '../../signatures/hex-signature.ts';
import type { HookDialect } from '../hook-dialect.ts';
import { readPayload } from '../read-payload.ts';

const push = z.object({
  ref: z.string().check(z.startsWith('refs/')),
  before: objectId,
  after: objectId,
  repository: z.object({ full_name: z.string() }),
  pusher: z.object({ login: z.string() }),
});

/**
 * Gitea, and Forgejo, which sends Gitea's headers too. `X-Gitea-Signature` is a bare hexadecimal HMAC-SHA256. Both also
 * send GitHub's headers; they are not looked at.
 */
export const giteaDialect: HookDialect = {
  verifies: ({ body, headers }, secret) => verifyHexSignature(body, headers['x-gitea-signature'], secret),
  identify: ({ 'x-gitea-delivery': delivery, 'x-gitea-event': event }) =>
    delivery && event ? { delivery, event } : undefined,
  requiredHeaders: 'X-Gitea-Delivery and X-Gitea-Event',
  read: (event, body) => {
    if (event !== 'push') return { kind: 'other', name: event };
    const read = readPayload(push, event, body);
    if ('code' in read) return read;
    const { ref, before, after, repository, pusher } = read.payload;
    return {
      kind: 'push',
      pushes: [{ ref, repository: repository.full_name, commit: after, before, pusher: pusher.login }],
    };
  },
};
