import { createHash } from 'node:crypto';
import type { CommitState } from '../ports/commit-statuses.ts';

/** What Bitbucket calls the states. It knows no difference between a commit at fault and something around it. */
export const BUILD_STATES: Readonly<Record<CommitState, 'INPROGRESS' | 'SUCCESSFUL' | 'FAILED'>> = {
  pending: 'INPROGRESS',
  success: 'SUCCESSFUL',
  failure: 'FAILED',
  error: 'FAILED',
};

/** Bitbucket Cloud keeps one status per key, of at most 40 characters; a longer context is cut and told apart by a hash. */
export function buildKey(context: string): string {
  if (context.length <= 40) return context;
  return `${context.slice(0, 31)}-${createHash('sha256').update(context).digest('hex').slice(0, 8)}`;
}
