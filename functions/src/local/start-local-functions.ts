import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionsConfig } from '../config/functions-config.ts';
import type { JobOutcome } from '../domain/job-outcome.ts';
import { GitRepositoryReader } from '../git/git-repository-reader.ts';
import { ConfiguredHosts } from '../git-hosts/configured-hosts.ts';
import { restHosts } from '../git-hosts/rest-hosts.ts';
import { driftReportHandler } from '../handlers/drift-report.ts';
import { gitPushHandler } from '../handlers/git-push.ts';
import { templateSyncHandler } from '../handlers/template-sync.ts';
import { workerHandler } from '../handlers/worker.ts';
import { ClientConnections } from '../omni/client-connections.ts';
import type { CommitStatus } from '../ports/commit-statuses.ts';
import type { Log } from '../ports/log.ts';
import type { Report } from '../ports/report-store.ts';
import { runJob } from '../use-cases/run-job.ts';
import { DirectoryReports } from './directory-reports.ts';
import { startHttpFront } from './http-front.ts';
import { LocalJobQueue } from './local-job-queue.ts';
import { MemoryAppliedCommits } from './memory-applied-commits.ts';
import { MemoryDeliveryLog } from './memory-delivery-log.ts';
import { RecordedStatuses } from './recorded-statuses.ts';
import { type SecretMap, secretMap } from './secret-map.ts';

export interface LocalFunctionsOptions {
  readonly config: FunctionsConfig;
  /** Values of the secrets that the configuration names. */
  readonly secrets: SecretMap;
  /** Port of the HTTP front on 127.0.0.1. @default 0, a free one */
  readonly port?: number;
  /** Where reports go. @default a new temporary directory */
  readonly reportsDirectory?: string;
  /** Wait before a job's second try, in milliseconds. @default 1_000 */
  readonly retryDelayMs?: number;
  /** @default nothing is logged */
  readonly log?: Log;
  /** Called for every commit status of a source of kind `git`. */
  readonly onStatus?: (status: CommitStatus) => void;
  /** Called for every report stored. */
  readonly onReport?: (report: Report) => void;
  /** Called for every job that ran. */
  readonly onOutcome?: (outcome: JobOutcome) => void;
}

/** The functions running in this process. Disposing waits for the job at hand. */
export interface LocalFunctions extends AsyncDisposable {
  /** Root of `/hooks/{source}` and `/sync/{binding}`. */
  readonly url: string;
  readonly reportsDirectory: string;
  /** Commit statuses of sources of kind `git`. */
  readonly statuses: RecordedStatuses;
  /** Bodies of jobs that were given up. */
  readonly deadLetters: readonly string[];
  /** Resolves when no job is queued or running. */
  idle(): Promise<void>;
  /** What the schedule does: asks for a drift report of every binding, and here also waits for them. */
  reportDrift(): Promise<void>;
}

/** A job may take as long as on Lambda, in milliseconds. */
const JOB_TIMEOUT_MS = 300_000;

const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * Runs the same handlers as the stack, with everything AWS brings replaced by parts of this process: an HTTP front for
 * the HTTP API, an ordered queue for SQS, a map for Secrets Manager, a directory for S3.
 */
export async function startLocalFunctions(options: LocalFunctionsOptions): Promise<LocalFunctions> {
  const { config, log = SILENT, port = 0, onOutcome = () => {} } = options;
  const reportsDirectory = options.reportsDirectory ?? (await mkdtemp(join(tmpdir(), 'fleetwright-reports-')));
  const clock = () => new Date();
  const secrets = secretMap(options.secrets);
  const statuses = new RecordedStatuses(options.onStatus);
  const hosts = new ConfiguredHosts(config, secrets, {
    ...restHosts(),
    git: ({ cloneUrl }, token) => ({
      repositories: new GitRepositoryReader({ cloneUrl, ...(token !== undefined && { credentials: token }) }),
      statuses,
    }),
  });
  const reports = new DirectoryReports(reportsDirectory, options.onReport);
  const omnis = new ClientConnections(config, secrets);
  const applied = new MemoryAppliedCommits();

  const worker = workerHandler({
    run: async (job, attempt, run) => {
      const outcome = await runJob(job, attempt, { config, clock, hosts, omnis, reports, applied }, run);
      onOutcome(outcome);
      return outcome;
    },
    // The local queue has its own delay between tries.
    postpone: async () => {},
    maxAttempts: 5,
    log,
  });
  const queue = new LocalJobQueue(
    async (message) => (await worker({ Records: [message] }, lasting(JOB_TIMEOUT_MS))).batchItemFailures.length === 0,
    { maxReceiveCount: 5, ...(options.retryDelayMs !== undefined && { retryDelayMs: options.retryDelayMs }) },
  );

  const intake = { config, secrets, deliveries: new MemoryDeliveryLog(), queue, clock, log };
  const drift = driftReportHandler(intake);
  const front = await startHttpFront(
    [
      { prefix: '/hooks/', parameter: 'source', handler: gitPushHandler(intake) },
      { prefix: '/sync/', parameter: 'binding', handler: templateSyncHandler(intake) },
    ],
    port,
  );
  return {
    url: front.url,
    reportsDirectory,
    statuses,
    deadLetters: queue.deadLetters,
    idle: () => queue.idle(),
    reportDrift: async () => {
      await drift({ time: clock().toISOString() }, lasting(60_000));
      await queue.idle();
    },
    [Symbol.asyncDispose]: async () => {
      await front[Symbol.asyncDispose]();
      await queue[Symbol.asyncDispose]();
    },
  };
}

/** An invocation that may take this long. */
function lasting(timeoutMs: number): { getRemainingTimeInMillis(): number } {
  const ends = performance.now() + timeoutMs;
  return { getRemainingTimeInMillis: () => ends - performance.now() };
}
