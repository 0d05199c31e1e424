import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HealthEvidence } from '../clusters/health-evidence.ts';
import { throwIfAborted } from '../errors/from-abort.ts';
import { failureOf } from '../fleet/failure-of.ts';
import { readFleetEvidence } from '../fleet/fleet-evidence.ts';
import { readFleetLists, readWanted } from '../fleet/read-fleet-state.ts';
import { rivalries } from '../fleet/rivalries.ts';
import type { State } from '../state/state.ts';
import { fingerprintsWith } from '../templates/plan/fingerprint.ts';
import type { WantedState } from '../templates/plan/wanted-state.ts';
import type { ActualState } from '../templates/sync/read-state.ts';
import { type CompareWithGitOptions, compareWithGit } from './compare-with-git.ts';
import { type ClusterDrift, DRIFT_CLASSES, type DriftReport } from './drift-report.ts';
import type { DriftSource, FindDriftOptions } from './drift-source.ts';
import { extraClusters } from './extra-clusters.ts';
import { deletedFinding, gitFindings } from './git-findings.ts';
import { healthFindings } from './health-findings.ts';
import { historyOf, judgeFindings } from './judge-findings.ts';
import { DRIFT_NOISE } from './noise-rules.ts';
import { type PreparedSource, prepareSource } from './prepare-source.ts';
import { byClassAndResource } from './raw-finding.ts';
import { driftReportOf } from './report-of.ts';

/**
 * Compares Omni with Git, for many clusters at once: with what was applied last, and with the head of the branch.
 * Changes nothing, and asks once per type for all clusters. What is wrong with one template or cluster is in the report.
 *
 * @throws {OmniError} when Omni cannot be read
 */
export async function findDrift(
  sources: readonly DriftSource[],
  state: State,
  options: FindDriftOptions = {},
): Promise<DriftReport> {
  const { signal, timeoutMs, strict = false, noise: rules = DRIFT_NOISE, health = true, now = new Date() } = options;
  const call = { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
  const prepared = sources.map((source) => prepareSource(source, now));
  const wanted = prepared.flatMap(({ applied, head }) => [applied ?? [], head ?? []].flat());
  const names = [...new Set(wanted.map(({ clusterName }) => clusterName))];
  const reading = readFleetLists(names, state, call);
  const [actual, extra, evidence] = await Promise.all([
    readWanted(wanted, reading, state, call),
    extraClusters(state, names, { ...call, scope: prepared.some(isUnread) ? undefined : options.scope }),
    health ? reading.then(({ clusters }) => readFleetEvidence(state, [...clusters.values()], call)) : NO_EVIDENCE,
  ]);
  const compare: Comparing = { actual, evidence, strict, fingerprints: fingerprintsWith(options.fingerprintKey) };
  const seen = historyOf(options.previous);
  const judged = (cluster: string, { raw, upgrading }: Found) => {
    const judgement = { cluster, upgrading, rules, now, firstSeen: (id: string) => seen(cluster, id) };
    const { findings, ignored } = judgeFindings(raw, judgement);
    return { findings: findings.toSorted(byClassAndResource(DRIFT_CLASSES)), ignored };
  };

  const rivals = rivalries(
    prepared.flatMap(({ source: { name }, head }) => (head === undefined ? [] : [{ name, wanted: head }])),
  );
  const clusters: ClusterDrift[] = [];
  for (const one of prepared) {
    throwIfAborted(signal, 'looking for drift');
    clusters.push(clusterDrift(one, compare, judged, one.head && rivals.get(one.head)?.text));
    await nextTurn();
  }
  for (const { cluster, finding } of extra) {
    clusters.push({ cluster, source: '', ...judged(cluster, { raw: [finding], upgrading: false }) });
  }
  return driftReportOf(clusters, { ...options, now });
}

const NO_EVIDENCE: ReadonlyMap<string, HealthEvidence> = new Map();

interface Comparing extends Pick<CompareWithGitOptions, 'strict' | 'fingerprints'> {
  readonly actual: ReadonlyMap<WantedState, ActualState>;
  readonly evidence: ReadonlyMap<string, HealthEvidence>;
}

interface Found {
  readonly raw: Parameters<typeof judgeFindings>[0];
  readonly upgrading: boolean;
}

function clusterDrift(
  { source, cluster, applied, head, failure }: PreparedSource,
  compare: Comparing,
  judged: (cluster: string, found: Found) => Pick<ClusterDrift, 'findings' | 'ignored'>,
  rivalry: string | undefined,
): ClusterDrift {
  const base = { cluster, source: source.name };
  const nothing = { findings: [], ignored: [] };
  if (failure !== undefined) return { ...base, ...nothing, failure };
  if (rivalry !== undefined) return { ...base, ...nothing, failure: { code: 'plan_refused', message: rivalry } };
  try {
    const { strict, fingerprints } = compare;
    const deviations = (wanted: WantedState | undefined, previous?: WantedState) => {
      const actual = wanted && compare.actual.get(wanted);
      return actual && compareWithGit(wanted, actual, { previous, strict, fingerprints });
    };
    const git = gitFindings({ applied: deviations(applied), head: deviations(head, applied) });
    const evidence = compare.evidence.get(cluster);
    const health = evidence && healthFindings(evidence, fingerprints.marker);
    const gone = source.head === 'deleted' ? [deletedFinding(cluster)] : [];
    const raw = [...git, ...gone, ...(health?.findings ?? [])];
    return { ...base, ...judged(cluster, { raw, upgrading: health?.upgrading ?? false }) };
  } catch (error) {
    return { ...base, ...nothing, failure: failureOf(error) };
  }
}

/** While a template cannot be read, nobody knows which clusters have none. */
function isUnread({ source, cluster, failure }: PreparedSource): boolean {
  return failure !== undefined && (cluster === '' || source.failure !== undefined);
}
