import type { State } from '../../state/state.ts';
import type { CallOptions } from '../../transport/call-options.ts';
import { readActualState } from '../sync/read-state.ts';
import type { Template } from '../template.ts';
import { fingerprintsWith } from './fingerprint.ts';
import { type MakePlanOptions, makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';
import { type WantedState, wantedState } from './wanted-state.ts';

/** `timeoutMs` limits each call to Omni. */
export interface PlanSyncOptions extends CallOptions, Pick<MakePlanOptions, 'strict' | 'deletionLimit'> {
  /**
   * The template that was applied last. With it a label that left the template leaves Omni too, and a plan that would
   * take back what somebody did since then is stopped.
   * @default unknown
   */
  readonly previous?: Template | undefined;
  /**
   * Key of the fingerprints that stand for secrets, at least 16 bytes. Plans can be compared when their keys are equal.
   * @default random, the same for the whole process
   */
  readonly fingerprintKey?: Uint8Array | undefined;
  /** Time that new resources carry until Omni stores them. @default the time of the call */
  readonly now?: Date;
}

/**
 * What has to change for Omni to be as the template says. Reads only, in two rounds of parallel calls.
 *
 * @throws {TemplateInvalidError} when the template breaks a rule
 * @throws {PlanRefusedError} when it needs what belongs to a controller
 */
export async function planSync(template: Template, state: State, options: PlanSyncOptions = {}): Promise<Plan> {
  const { previous, now } = options;
  const wanted = wantedState(template, now && { now });
  return await planWanted(wanted, state, { ...options, previous: previous && wantedState(previous) });
}

/** The same for what a template was found to stand for already. */
export async function planWanted(
  wanted: WantedState,
  state: State,
  options: CallOptions & MakePlanOptions & Pick<PlanSyncOptions, 'fingerprintKey'>,
): Promise<Plan> {
  const { fingerprintKey, signal, timeoutMs, ...make } = options;
  const { clusterName, resources, target } = wanted;
  const call = { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
  const actual = await readActualState(clusterName, resources, state, { ...call, target });
  const remake = (other: State, again: CallOptions) => planWanted(wanted, other, { ...options, ...again });
  return makePlan(wanted, actual, fingerprintsWith(fingerprintKey), remake, make);
}
