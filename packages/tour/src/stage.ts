import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type FunctionsConfig,
  type JobOutcome,
  type LocalFunctions,
  parseConfig,
  type Report,
  signWebhook,
  startGitHttpServer,
  startLocalFunctions,
} from '@fleetwright/functions';
import { type McpHttp, startMcpHttp } from '@fleetwright/mcp';
import { FleetRepository } from './fleet-repository.ts';
import type { HookSettings } from './hook-delivery.ts';
import type { OmniUnderTour } from './omni-under-tour.ts';

/** Name of the repository, source and binding of the tour. */
export const REPOSITORY = 'acme/fleet';
export const BINDING = 'fleet';
const SOURCE = 'local';

export interface StageOptions {
  /** Whether pushes change Omni, or are only planned. */
  readonly apply: boolean;
  readonly onReport: (report: Report) => void;
  readonly onOutcome: (outcome: JobOutcome) => void;
}

/** Everything of the product, running on this machine and wired together. Disposing stops all of it. */
export interface Stage extends AsyncDisposable {
  readonly functions: LocalFunctions;
  readonly mcp: McpHttp;
  readonly repository: FleetRepository;
  /** Smart-HTTP address of the repository. */
  readonly repositoryUrl: string;
  /** Where pushes are delivered. */
  readonly hook: HookSettings;
  /** Asks for a sync of the branch head with the generic signed webhook. Answers the HTTP status. */
  requestSync(): Promise<number>;
}

/** Starts Git over smart HTTP, the functions, and the MCP server, all for one Omni. */
export async function startStage(omni: OmniUnderTour, options: StageOptions): Promise<Stage> {
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'fleetwright-tour-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));

  const served = join(directory, 'git');
  const git = resources.use(await startGitHttpServer({ root: served }));
  const secrets = { hook: randomBytes(32).toString('hex'), sync: `whsec_${randomBytes(32).toString('base64')}` };
  const functions = resources.use(
    await startLocalFunctions({
      config: functionsConfig(omni.endpoint, git.url, options.apply),
      secrets: { 'hooks/local': secrets.hook, 'sync/fleet': secrets.sync, 'omni/tour': omni.serviceAccountKey },
      reportsDirectory: join(directory, 'reports'),
      onReport: options.onReport,
      onOutcome: options.onOutcome,
    }),
  );

  const hook = { url: `${functions.url}/hooks/${SOURCE}`, secret: secrets.hook };
  const hookSettings = join(directory, 'hook.json');
  await writeFile(hookSettings, JSON.stringify(hook), { mode: 0o600 });
  const repositoryUrl = `${git.url}/${REPOSITORY}.git`;
  const workingCopy = join(directory, 'fleet');
  const repository = await FleetRepository.create(
    { served, workingCopy, name: REPOSITORY, hookSettings },
    repositoryUrl,
  );

  const reader = resources.use(omni.connect({ readOnly: true }));
  const mcp = resources.use(await startMcpHttp({ instance: { reader } }));
  const owned = resources.move();
  return {
    functions,
    mcp,
    repository,
    repositoryUrl,
    hook,
    requestSync: async () => {
      const body = JSON.stringify({ reason: 'asked for by the tour' });
      const headers = signWebhook(Buffer.from(body), secrets.sync, {
        id: randomBytes(8).toString('hex'),
        at: new Date(),
      });
      const response = await fetch(`${functions.url}/sync/${BINDING}`, {
        method: 'POST',
        body,
        headers: { ...headers },
      });
      return response.status;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function functionsConfig(endpoint: string, gitUrl: string, apply: boolean): FunctionsConfig {
  return parseConfig(`
instances:
  tour: { endpoint: ${JSON.stringify(endpoint)}, keySecret: omni/tour }
sources:
  ${SOURCE}: { kind: git, cloneUrl: "${gitUrl}/{repository}.git", hookSecret: hooks/local }
bindings:
  ${BINDING}:
    source: ${SOURCE}
    repository: ${REPOSITORY}
    ref: refs/heads/main
    paths: ["clusters/*/cluster.yaml"]
    instance: tour
    mode: ${apply ? 'apply' : 'plan'}
    syncSecret: sync/fleet
`);
}
