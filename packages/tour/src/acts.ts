import { type ClusterReport, OmniError, types } from '@fleetwright/omni-core';
import { askOverMcp, listTools } from './assistant.ts';
import { deliverPush } from './hook-delivery.ts';
import type { Narrator } from './narrator.ts';
import type { OmniUnderTour } from './omni-under-tour.ts';
import { REPOSITORY, type Stage } from './stage.ts';

const CLUSTER = 'harbour';
const TEMPLATE = 'clusters/harbour/cluster.yaml';
const READY_TIMEOUT_MS = 60_000;

/** What the acts work with. */
export interface Scene {
  readonly omni: OmniUnderTour;
  readonly stage: Stage;
  readonly narrator: Narrator;
  readonly signal: AbortSignal;
  /** Markdown of the reports stored since the last call. */
  takeReports(): string[];
}

/** A push to the repository brings its template to Omni. */
export async function pushBringsCluster({ omni, stage, narrator, signal, takeReports }: Scene): Promise<void> {
  narrator.heading('A push brings a cluster to Omni');
  const { commit, answer } = await stage.repository.push('Add the harbour cluster');
  narrator.say(`git push of ${commit.slice(0, 12)}; the Git server delivered the signed webhook:`);
  narrator.quote(answer);
  await stage.functions.idle();
  narrator.say('the worker read that commit and synced it:');
  narrator.quote(firstOf(takeReports()));

  await using client = omni.connect({ readOnly: true });
  narrator.say(`waiting for the cluster "${CLUSTER}":`);
  const report = await client.clusters.waitUntilReady(CLUSTER, {
    signal,
    timeoutMs: READY_TIMEOUT_MS,
    onProgress: (progress) => narrator.say(`  ${statusLine(progress)}`),
  });
  requireThat(report.healthy, 'the cluster is not healthy');
}

/** Deliveries that are forged or repeated change nothing. */
export async function hookHoldsItsGround({ stage, narrator, takeReports }: Scene): Promise<void> {
  narrator.heading('Forged and repeated deliveries are turned away');
  const head = await stage.repository.head();
  const push = { before: head, after: head, ref: 'refs/heads/main' };
  const forged = await deliverPush({ ...stage.hook, secret: 'guessed' }, REPOSITORY, push);
  narrator.say(`signed with a wrong secret: HTTP ${forged.status}`);
  requireThat(forged.status === 401, 'a forged delivery was not refused with 401');

  const first = await deliverPush(stage.hook, REPOSITORY, push, 'tour-delivery');
  const second = await deliverPush(stage.hook, REPOSITORY, push, 'tour-delivery');
  narrator.say(`delivered once: HTTP ${first.status} ${first.text}`);
  narrator.say(`delivered again: HTTP ${second.status} ${second.text}`);
  requireThat(second.status === 200, 'a repeated delivery was not answered with 200');
  await stage.functions.idle();
  requireThat(takeReports().length === 1, 'the repeated delivery was done twice');
}

/** A change behind Git's back is found by the scheduled check, and undone by a sync. */
export async function driftIsFound({ omni, stage, narrator, takeReports }: Scene): Promise<void> {
  narrator.heading("Somebody changes the cluster behind Git's back");
  await stage.functions.reportDrift();
  requireThat(takeReports().length === 0, 'a drift report was written although nothing drifted');
  narrator.say('the scheduled check before: nothing drifted, so no report');

  await using client = omni.connect({ readOnly: false });
  const [patch] = await client.resources.list(types.ConfigPatch, { idPattern: 'sysctls' });
  if (patch === undefined) throw new OmniError('not_found', 'the patch of the tour is not in Omni');
  await client.resources.modify(types.ConfigPatch, patch.metadata.id, (draft) => {
    draft.spec.data = draft.spec.data.replace('65535', '1024');
  });
  narrator.say(`${patch.metadata.id} was edited by hand`);
  await stage.functions.reportDrift();
  narrator.say('the scheduled check reports:');
  narrator.quote(firstOf(takeReports()));

  narrator.say(`asking for a sync with the generic signed webhook: HTTP ${await stage.requestSync()}`);
  await stage.functions.idle();
  narrator.quote(firstOf(takeReports()));
  await stage.functions.reportDrift();
  requireThat(takeReports().length === 0, 'the cluster still drifts after the sync');
  narrator.say('the scheduled check after: nothing drifted');
}

/** A template that does not validate changes nothing and says why. */
export async function badTemplateIsRefused({ stage, narrator, takeReports }: Scene): Promise<void> {
  narrator.heading('A template that does not validate changes nothing');
  await stage.repository.edit(TEMPLATE, 'version: v1.11.3', 'version: latest');
  const { commit } = await stage.repository.push('Use the latest Talos');
  await stage.functions.idle();
  const status = stage.functions.statuses.latest(commit, 'fleetwright/fleet');
  narrator.say(`commit status of ${commit.slice(0, 12)}: ${status?.state} — ${status?.description}`);
  requireThat(status?.state === 'failure', 'the broken commit has no failure status');
  narrator.quote(firstOf(takeReports()));
  await stage.repository.edit(TEMPLATE, 'version: latest', 'version: v1.11.3');
  await stage.repository.push('Use Talos 1.11.3 again');
  await stage.functions.idle();
  narrator.say(firstOf(takeReports()).split('\n')[0] ?? '');
}

/** An assistant reads the fleet over MCP. */
export async function assistantReads({ stage, narrator }: Scene): Promise<void> {
  narrator.heading('An assistant reads it over MCP');
  narrator.say(`tools: ${(await listTools(stage.mcp.url)).join(', ')}`);
  narrator.say(`omni_cluster { cluster: "${CLUSTER}" }:`);
  narrator.quote(await askOverMcp(stage.mcp.url, 'omni_cluster', { cluster: CLUSTER }));
}

/** What is there on an Omni that is not ours: only looked at. */
export async function lookAround({ omni, stage, narrator, signal }: Scene): Promise<void> {
  narrator.heading(`Looking at ${omni.endpoint}, changing nothing`);
  await using client = omni.connect({ readOnly: true });
  const clusters = await client.resources.list(types.Cluster, { signal });
  narrator.say(
    `signed in as ${client.identity}; ${clusters.length} clusters: ${clusters.map((c) => c.metadata.id).join(', ')}`,
  );
  narrator.quote(await askOverMcp(stage.mcp.url, 'omni_whoami', {}));
}

function statusLine({ phase, ready, machines }: ClusterReport): string {
  return `${phase}${ready ? ', ready' : ''} (${machines.filter((machine) => machine.ready).length}/${machines.length} machines ready)`;
}

function firstOf(reports: readonly string[]): string {
  const [report] = reports;
  if (report === undefined) throw new OmniError('protocol', 'the tour expected a report, and none was written');
  return report;
}

function requireThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new OmniError('protocol', `the tour found something wrong: ${otherwise}`);
}
