import type { State } from '../../state/state.ts';
import type { CallOptions } from '../../transport/call-options.ts';
import { renderFor } from '../render-template.ts';
import { clusterNameOf, type Template } from '../template.ts';
import { validateTemplate } from '../validate-template.ts';
import { compareResources, destroyPhasesOf, sortByRank } from './plan.ts';
import { readActualState } from './read-state.ts';
import { refuseForeign, refuseOwned } from './refusal.ts';
import type { SyncPlan } from './steps.ts';

/** `timeoutMs` limits each call to Omni. */
export interface PlanSyncOptions extends CallOptions {
  /**
   * Take over resources that belong to another cluster, as omnictl does: a machine of a running cluster would be
   * moved.
   * @default false
   */
  readonly adoptForeign?: boolean;
  /** Time that new resources carry until Omni stores them. @default the time of the call */
  readonly now?: Date;
}

/**
 * What has to change for Omni to be as the template says. Reads only, in two rounds of parallel calls.
 *
 * @throws {TemplateInvalidError} when the template breaks a rule
 * @throws {PlanRefusedError} when it needs what belongs to a controller or to another cluster
 */
export async function planSync(template: Template, state: State, options: PlanSyncOptions = {}): Promise<SyncPlan> {
  const { adoptForeign = false, now, ...call } = options;
  validateTemplate(template);
  const expected = renderFor('syncing', template, now && { now });
  const clusterName = clusterNameOf(template);
  const { target } = template;
  const { managed, owned } = await readActualState(clusterName, expected, state, { ...call, target });
  refuseOwned(owned, clusterName);
  if (!adoptForeign) refuseForeign(managed, expected, clusterName);
  const { creates, updates, destroys } = compareResources(expected, managed);
  return {
    clusterName,
    target,
    creates: sortByRank(creates),
    updates: sortByRank(updates),
    destroyPhases: destroyPhasesOf(destroys),
  };
}
