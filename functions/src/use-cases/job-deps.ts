import type { FunctionsConfig } from '../config/functions-config.ts';
import type { AppliedCommits } from '../ports/applied-commits.ts';
import type { Clock } from '../ports/clock.ts';
import type { GitHosts } from '../ports/git-hosts.ts';
import type { OmniConnections } from '../ports/omni-connections.ts';
import type { ReportStore } from '../ports/report-store.ts';

/** What doing jobs needs. */
export interface JobDeps {
  readonly config: FunctionsConfig;
  readonly hosts: GitHosts;
  readonly omnis: OmniConnections;
  readonly reports: ReportStore;
  readonly applied: AppliedCommits;
  readonly clock: Clock;
}
