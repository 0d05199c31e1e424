import type { SyncJob } from '../domain/job.ts';

/** As long as a Git host may announce a push before its own API shows it, in milliseconds. */
const CATCH_UP_MS = 60_000;

/**
 * The head that took the place of the commit a push brought, if one did. Such a commit must not be applied any more: it
 * would undo what the newer push brought, which has a job of its own. Whether the old commit is an ancestor of the head
 * does not matter, because after a forced push the branch means what it points at now.
 *
 * A commit that was asked for by name is never superseded: that is how an old one is brought back.
 *
 * @param head what the branch points at now
 */
export function supersedingHead({ cause, commit, requestedAt }: SyncJob, head: string, now: Date): string | undefined {
  if (cause.kind !== 'push' || commit === head) return undefined;
  // Where the branch was before the push: most likely the host is behind. Later it means a forced push back.
  const isFresh = now.getTime() - Date.parse(requestedAt) < CATCH_UP_MS;
  return head === cause.before && isFresh ? undefined : head;
}
