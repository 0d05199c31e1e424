import * as z from 'zod/mini';
import { objectId } from '../../domain/job.ts';
import type { HookEvent, PayloadProblem } from '../../domain/push.ts';

const push = z.object({
  ref: z.string().check(z.startsWith('refs/')),
  before: objectId,
  after: objectId,
  deleted: z._default(z.boolean(), false),
  repository: z.object({ full_name: z.string() }),
  pusher: z.object({ name: z.string() }),
});

/** Reads a delivery of GitHub, or of a host that speaks its dialect. Call it only after the signature was checked. */
export function readGithubEvent(name: string, body: Uint8Array): HookEvent | PayloadProblem {
  if (name === 'ping') return { kind: 'ping' };
  if (name !== 'push') return { kind: 'other', name };
  const json = parseJson(body);
  if (json === undefined) {
    return { code: 'payload_truncated', message: 'the body is not complete JSON' };
  }
  const parsed = push.safeParse(json);
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path }) => path.map(String).join('.') || 'the body');
    return { code: 'payload_unknown', message: `not a push event; wrong or missing: ${fields.join(', ')}` };
  }
  const { ref, before, after, deleted, repository, pusher } = parsed.data;
  return {
    kind: 'push',
    push: { ref, repository: repository.full_name, commit: after, before, deleted, pusher: pusher.name },
  };
}

/** The value, or `undefined`: JSON has no such value. */
function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
