import { Fleet, Templates } from '@fleetwright/omni-core';
import { MemoryState, type StateCall } from '@fleetwright/omni-core/testing';
import type { FunctionsConfig } from '../config/functions-config.ts';
import { parseConfig } from '../config/parse-config.ts';
import type { DriftJob, SyncJob } from '../domain/job.ts';
import { GitRepositoryReader } from '../git/git-repository-reader.ts';
import { MemoryAppliedCommits } from '../local/memory-applied-commits.ts';
import { RecordedStatuses } from '../local/recorded-statuses.ts';
import type { CommitStatus } from '../ports/commit-statuses.ts';
import type { Report } from '../ports/report-store.ts';
import type { JobDeps } from '../use-cases/job-deps.ts';
import type { GitFixture } from './git-fixture.ts';

/** What jobs need: a real repository, and an Omni's state in memory that can be disturbed. */
export interface JobFixture {
  readonly state: MemoryState;
  readonly deps: JobDeps;
  readonly statuses: CommitStatus[];
  readonly reports: Report[];
  /** Called before every call on the state; what it throws fails the call. */
  disturb: (call: StateCall) => void | Promise<void>;
}

/** Parts of the binding that tests vary. */
interface BindingOptions {
  readonly clusters?: string[];
  readonly mode?: 'apply' | 'plan';
}

/** Binding `fleet` of repository `acme/fleet`; `clusters` limits what it may touch. */
export function jobFixture(git: GitFixture, { clusters = ['*'], mode = 'apply' }: BindingOptions = {}): JobFixture {
  const reports: Report[] = [];
  const statuses: CommitStatus[] = [];
  const state = new MemoryState({ intercept: (call) => fixture.disturb(call) });
  const host = {
    repositories: new GitRepositoryReader(git),
    statuses: new RecordedStatuses((status) => statuses.push(status)),
  };
  const fixture: JobFixture = {
    state,
    reports,
    statuses,
    disturb: () => {},
    deps: {
      config: configFor(git, { clusters, mode }),
      clock: () => new Date('2026-11-22T20:00:00Z'),
      applied: new MemoryAppliedCommits(),
      hosts: { open: async () => host },
      omnis: {
        open: async () => ({
          resources: state,
          templates: new Templates(state),
          fleet: new Fleet(state),
          [Symbol.asyncDispose]: async () => {},
        }),
      },
      reports: {
        put: async (report) => {
          reports.push(report);
        },
      },
    },
  };
  return fixture;
}

function configFor({ cloneUrl, repository }: GitFixture, binding: BindingOptions): FunctionsConfig {
  return parseConfig(
    JSON.stringify({
      instances: { omni: { endpoint: 'http://127.0.0.1:1', keySecret: 'omni/omni' } },
      sources: { local: { kind: 'git', cloneUrl, hookSecret: 'hooks/local' } },
      bindings: {
        fleet: {
          source: 'local',
          repository,
          ref: 'refs/heads/main',
          paths: ['clusters/*.yaml'],
          instance: 'omni',
          ...binding,
        },
      },
    }),
  );
}

/** A sync of one commit, as a signed call asks for it. */
export function syncJob(commit: string | undefined, { dryRun = false } = {}): SyncJob {
  const cause = { kind: 'request', id: 'call-1' } as const;
  return { action: 'sync', binding: 'fleet', commit, dryRun, cause, requestedAt: '2026-11-22T20:00:00Z' };
}

/** A sync of one commit, as a push causes it. */
export function pushJob(
  commit: string,
  { before = '0'.repeat(40), requestedAt = '2026-11-22T20:00:00Z' } = {},
): SyncJob {
  const cause = { kind: 'push', delivery: 'd-1', actor: 'dev', before } as const;
  return { action: 'sync', binding: 'fleet', commit, dryRun: false, cause, requestedAt };
}

export const driftJob: DriftJob = { action: 'drift', binding: 'fleet', requestedAt: '2026-11-22T20:00:00Z' };

/** A valid template of one control plane machine. */
export function clusterTemplate(name: string, { machine = 1, talos = 'v1.11.3', patches = '' } = {}): string {
  const id = `${String(machine).padStart(8, '0')}-0000-4000-8000-000000000000`;
  const cluster = `kind: Cluster\nname: ${name}\nkubernetes:\n  version: v1.34.1\ntalos:\n  version: ${talos}\n${patches}`;
  return `${cluster}---\nkind: ControlPlane\nmachines:\n  - ${id}\n---\nkind: Workers\n`;
}
