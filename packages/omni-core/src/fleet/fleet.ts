import type { DriftReport } from '../drift/drift-report.ts';
import type { DriftSource, FindDriftOptions } from '../drift/drift-source.ts';
import type { State } from '../state/state.ts';
import type { TemplatesOptions } from '../templates/templates.ts';
import type { FleetPlan, FleetTemplate } from './fleet-plan.ts';
import type { FleetStatus, FleetStatusOptions } from './fleet-status.ts';
import type { PlanFleetOptions } from './plan-fleet.ts';

/**
 * Many clusters of one Omni at once: each call asks once per type for all of them, not once per cluster or machine.
 *
 * What it needs is imported by the first call that needs it.
 */
export class Fleet {
  readonly #state: State;
  readonly #fingerprintKey: Uint8Array | undefined;

  /** Operations on any state. */
  constructor(state: State, { fingerprintKey }: TemplatesOptions = {}) {
    this.#state = state;
    this.#fingerprintKey = fingerprintKey;
  }

  /** What a sync of each template would do, and which templates claim the same. See `planFleet`. */
  async plan(templates: readonly FleetTemplate[], options: PlanFleetOptions = {}): Promise<FleetPlan> {
    const { planFleet } = await import('./plan-fleet.ts');
    return await planFleet(templates, this.#state, { fingerprintKey: this.#fingerprintKey, ...options });
  }

  /** How Omni drifted from Git: from what was applied last, and from the head of the branch. See `findDrift`. */
  async drift(sources: readonly DriftSource[], options: FindDriftOptions = {}): Promise<DriftReport> {
    const { findDrift } = await import('../drift/find-drift.ts');
    return await findDrift(sources, this.#state, { fingerprintKey: this.#fingerprintKey, ...options });
  }

  /** How all clusters are, or some of them, with the findings that say why. See `Clusters.status` and `Clusters.health`. */
  async status(options: FleetStatusOptions = {}): Promise<FleetStatus> {
    const { readFleetStatus } = await import('./fleet-status.ts');
    return await readFleetStatus(this.#state, options);
  }
}
