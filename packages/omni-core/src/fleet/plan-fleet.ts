import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../errors/from-abort.ts';
import type { State } from '../state/state.ts';
import { type Fingerprints, fingerprintsWith } from '../templates/plan/fingerprint.ts';
import { type MakePlanOptions, makePlan } from '../templates/plan/make-plan.ts';
import type { Plan } from '../templates/plan/plan.ts';
import { type PlanSyncOptions, planWanted } from '../templates/plan/plan-sync.ts';
import { type WantedState, wantedState } from '../templates/plan/wanted-state.ts';
import type { ActualState } from '../templates/sync/read-state.ts';
import { clusterNameOf } from '../templates/template.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { failureOf } from './failure-of.ts';
import { FleetPlan, type FleetPlanItem, type FleetTemplate } from './fleet-plan.ts';
import { readFleetLists, readWanted } from './read-fleet-state.ts';
import { type Rivalry, rivalries } from './rivalries.ts';

/** `timeoutMs` limits each call to Omni. */
export type PlanFleetOptions = Pick<
  PlanSyncOptions,
  'strict' | 'deletionLimit' | 'fingerprintKey' | 'now' | 'signal' | 'timeoutMs'
>;

/** A template that is fit to be planned. */
interface Candidate {
  readonly source: FleetTemplate;
  readonly wanted: WantedState;
  readonly previous: WantedState | undefined;
}

/**
 * What a sync of each of many templates would do, with as many calls as one template needs: everything is read once,
 * and planned cluster by cluster. What is wrong with one cluster is in the answer and stops no other; so is a cluster or
 * a machine that two of the templates claim, which the templates one by one would not show.
 *
 * @throws {OmniError} when Omni cannot be read
 */
export async function planFleet(
  sources: readonly FleetTemplate[],
  state: State,
  options: PlanFleetOptions = {},
): Promise<FleetPlan> {
  const { fingerprintKey, now, signal, timeoutMs, ...make } = options;
  const call = { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
  // Omni answers while the templates are checked.
  const names = new Set(sources.map(({ template }) => clusterNameOf(template)).filter((name) => name !== ''));
  const reading = readFleetLists([...names], state, call);
  reading.catch(() => {});
  const prepared = await inTurns(sources, signal, (source) => prepare(source, now));
  const candidates = prepared.filter((one): one is Candidate => 'wanted' in one);
  const rivals = rivalries(candidates.map(({ source, wanted }) => ({ name: source.name, wanted })));
  const fit = candidates.filter(({ wanted }) => !rivals.has(wanted));
  const actual = await readWanted(
    fit.map(({ wanted }) => wanted),
    reading,
    state,
    call,
  );
  const fingerprints = fingerprintsWith(fingerprintKey);
  return new FleetPlan(
    await inTurns(prepared, signal, (one): FleetPlanItem => {
      if (!('wanted' in one)) return one;
      const rivalry = rivals.get(one.wanted);
      if (rivalry !== undefined) return refused(one, rivalry);
      return planOne(one, actual.get(one.wanted), fingerprints, { ...make, fingerprintKey });
    }),
  );
}

function prepare(source: FleetTemplate, now: Date | undefined): Candidate | FleetPlanItem {
  const { name, template, previous } = source;
  try {
    return {
      source,
      wanted: wantedState(template, now && { now }),
      previous: previous && wantedState(previous),
    };
  } catch (error) {
    return { name, cluster: clusterNameOf(template), failure: failureOf(error) };
  }
}

function planOne(
  { source, wanted, previous }: Candidate,
  actual: ActualState | undefined,
  fingerprints: Fingerprints,
  options: MakePlanOptions & Pick<PlanSyncOptions, 'fingerprintKey'>,
): FleetPlanItem {
  const { name } = source;
  const cluster = wanted.clusterName;
  if (actual === undefined) throw new TypeError(`cluster ${cluster} was not read`);
  const remake = (state: State, call: CallOptions): Promise<Plan> =>
    planWanted(wanted, state, { ...options, previous, ...call });
  try {
    return { name, cluster, plan: makePlan(wanted, actual, fingerprints, remake, { ...options, previous }) };
  } catch (error) {
    return { name, cluster, failure: failureOf(error) };
  }
}

function refused({ source, wanted }: Candidate, { text }: Rivalry): FleetPlanItem {
  const hint = 'Let one template describe it, or name other machines.';
  return { name: source.name, cluster: wanted.clusterName, failure: { code: 'plan_refused', message: text, hint } };
}

/** One after another, with turns in between for whatever else the process does. */
async function inTurns<In, Out>(
  items: readonly In[],
  signal: AbortSignal | undefined,
  map: (item: In) => Out,
): Promise<Out[]> {
  const results: Out[] = [];
  for (const item of items) {
    throwIfAborted(signal, 'planning a fleet');
    results.push(map(item));
    await nextTurn();
  }
  return results;
}
