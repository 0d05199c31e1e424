import {
  type CallOptions,
  changeOf,
  isPlanEmpty,
  type Marker,
  redactedDiff,
  type SyncPlan,
  type Templates,
} from '@fleetwright/omni-core';
import pMap from 'p-map';
import type { BindingConfig } from '../config/functions-config.ts';
import { lookUp } from '../domain/binding.ts';
import type { DriftJob } from '../domain/job.ts';
import type { JobOutcome } from '../domain/job-outcome.ts';
import { type LoadedTemplate, loadTemplates } from '../repository/load-templates.ts';
import { type ClusterDrift, type Drift, driftReport, isQuiet } from './drift-findings.ts';
import { extraClusters } from './extra-clusters.ts';
import { failureOf } from './failure.ts';
import type { JobDeps } from './job-deps.ts';
import { describeStep } from './sync-cluster.ts';

const CONCURRENT_CLUSTERS = 4;

/**
 * Compares one binding's branch head with its Omni and stores a report when they differ, or when something could not be
 * compared. Changes nothing. When all is as it should be, nothing is stored.
 *
 * @throws only bugs
 */
export async function reportDrift(job: DriftJob, deps: JobDeps, options: CallOptions = {}): Promise<JobOutcome> {
  const binding = lookUp(deps.config.bindings, job.binding);
  if (binding === undefined) {
    const summary = 'the binding is no longer configured';
    return { disposition: 'done', summary, details: { binding: job.binding }, report: undefined };
  }
  const drift = await findDrift(binding, deps, options);
  const drifted = drift.clusters.filter(({ findings }) => findings.length > 0).length;
  const details = { binding: job.binding, commit: drift.commit, drifted, extra: drift.extra.length };
  if (isQuiet(drift)) return { disposition: 'done', summary: 'no drift', details, report: undefined };
  const report = driftReport(job.binding, binding, drift, deps.clock());
  await deps.reports.put(report, { timeoutMs: 10_000 });
  return { disposition: 'done', summary: report.summary, details, report: report.key };
}

async function findDrift(binding: BindingConfig, deps: JobDeps, options: CallOptions): Promise<Drift> {
  let commit: string | undefined;
  try {
    const { repositories } = await deps.hosts.open(binding.source, options);
    commit = await repositories.resolveRef(binding.repository, binding.ref, options);
    await using omni = await deps.omnis.open(binding.instance, options);
    await using snapshot = await repositories.open(binding.repository, commit, options);
    const { templates, problems } = await loadTemplates(snapshot, binding, omni.templates, options.signal);
    const clusters = await pMap(templates, (template) => clusterDrift(template, omni.templates, omni.marker, options), {
      concurrency: CONCURRENT_CLUSTERS,
    });
    const described = new Set(templates.map(({ cluster }) => cluster));
    // While some templates cannot be read, nobody knows which clusters have none.
    const extra = problems.length > 0 ? [] : await extraClusters(omni.resources, binding, described, options);
    return { commit, clusters, problems, extra, failure: undefined };
  } catch (error) {
    return { commit, clusters: [], problems: [], extra: [], failure: failureOf(error) };
  }
}

async function clusterDrift(
  { path, cluster, template }: LoadedTemplate,
  engine: Pick<Templates, 'plan'>,
  marker: Marker,
  { signal }: CallOptions,
): Promise<ClusterDrift> {
  try {
    const plan = await engine.plan(template, { ...(signal && { signal }) });
    const findings = isPlanEmpty(plan) ? [] : findingsOf(plan, marker);
    return { cluster, template: path, findings, failure: undefined };
  } catch (error) {
    return { cluster, template: path, findings: [], failure: failureOf(error) };
  }
}

/** A plan read the other way round: what Git wants created is missing, what it wants gone is extra. */
function findingsOf({ creates, updates, destroyPhases, target }: SyncPlan, marker: Marker) {
  const kinds = { create: 'missing', update: 'changed', destroy: 'extra' } as const;
  return [...creates, ...updates, ...destroyPhases.flat()].map((step) => ({
    kind: kinds[step.kind],
    resource: describeStep(step).replace(/^\w+ /, ''),
    diff: redactedDiff(changeOf(step), marker, { hide: 'values', target }),
  }));
}
