import type { CommitState } from '../ports/commit-statuses.ts';
import { STATUS_DESCRIPTION_LIMIT } from '../ports/commit-statuses.ts';
import { type Failure, isCommitAtFault } from './failure.ts';
import type { ClusterResult } from './sync-cluster.ts';
import type { SyncResult } from './sync-report.ts';

/** The outcome of a run as a commit status shows it. */
export interface SyncVerdict {
  readonly state: CommitState;
  /** One line, at most {@link STATUS_DESCRIPTION_LIMIT} characters. */
  readonly summary: string;
  /** Every failure goes by itself: the same job can succeed later. */
  readonly passing: boolean;
}

/** Judges a run. Pure. */
export function judge({ clusters, problems, failure }: SyncResult): SyncVerdict {
  const [problem] = problems;
  if (problem !== undefined) {
    const count = problems.reduce((sum, { messages }) => sum + messages.length, 0);
    const more = count > 1 ? ` (and ${count - 1} more)` : '';
    return {
      state: 'failure',
      summary: line(`${problem.path}: ${essence(problem.messages[0])}`, more),
      passing: false,
    };
  }
  if (failure !== undefined) return { ...blame([failure]), summary: line(failure.message) };
  const failed = clusters.filter((cluster) => cluster.failure !== undefined);
  const [first] = failed;
  if (first?.failure !== undefined) {
    const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : '';
    const failures = failed.flatMap((cluster) => cluster.failure ?? []);
    return { ...blame(failures), summary: line(`${first.cluster}: ${first.failure.message}`, more) };
  }
  return { state: 'success', summary: line(counts(clusters)), passing: false };
}

function blame(failures: readonly Failure[]): Pick<SyncVerdict, 'state' | 'passing'> {
  const passing = failures.some((failure) => failure.passing);
  return { state: failures.some(isCommitAtFault) ? 'failure' : 'error', passing };
}

function counts(clusters: readonly ClusterResult[]): string {
  if (clusters.length === 0) return 'no template matches the paths of the binding';
  const byOutcome = Object.entries(Object.groupBy(clusters, ({ outcome }) => outcome));
  return byOutcome.map(([outcome, some]) => `${some.length} ${outcome}`).join(', ');
}

/** A message without its outermost surroundings, which say the same as the path before it. */
function essence(message = ''): string {
  return message.replace(/^error (?:loading|validating) [^:\n]*: /, '');
}

/** The first line of a text, cut to fit with what must follow. */
function line(text: string, suffix = ''): string {
  const [first = ''] = text.split('\n');
  const room = STATUS_DESCRIPTION_LIMIT - suffix.length;
  return `${first.length > room ? `${first.slice(0, room - 1)}…` : first}${suffix}`;
}
