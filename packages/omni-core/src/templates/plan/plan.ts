import type { Marker } from '../../redaction/marker.ts';
import { redactedDiff } from '../../redaction/redacted-diff.ts';
import type { State } from '../../state/state.ts';
import type { CallOptions } from '../../transport/call-options.ts';
import {
  type CreateStep,
  changeOf,
  type DestroyStep,
  planSteps,
  type SyncPlan,
  type UpdateStep,
} from '../sync/steps.ts';
import type { PlanDocument } from './plan-document.ts';

/** Makes a plan anew from what an Omni holds at the time of the call. */
export type RemakePlan = (state: State, options: CallOptions) => Promise<Plan>;

/** What a plan knows beyond its document and its steps. */
export interface PlanSource {
  /** Makes its fingerprints. */
  readonly marker: Marker;
  readonly remake: RemakePlan;
}

/**
 * What a sync would do: a document to review and keep, and the steps that carry it out.
 *
 * Serialising or printing a plan gives the document. The steps hold patches, which may hold secrets; they are reached
 * only by asking for them.
 */
export class Plan implements PlanDocument, SyncPlan {
  readonly format: PlanDocument['format'];
  readonly hash: PlanDocument['hash'];
  readonly kind: PlanDocument['kind'];
  readonly clusterName: PlanDocument['clusterName'];
  readonly target: PlanDocument['target'];
  readonly strict: PlanDocument['strict'];
  readonly fingerprintKey: PlanDocument['fingerprintKey'];
  readonly wanted: PlanDocument['wanted'];
  readonly summary: PlanDocument['summary'];
  readonly changes: PlanDocument['changes'];
  readonly guards: PlanDocument['guards'];
  readonly impact: PlanDocument['impact'];
  readonly kept: PlanDocument['kept'];
  readonly live: PlanDocument['live'];
  readonly #steps: SyncPlan;
  readonly #source: PlanSource;

  /** @internal Plans are made by planning. */
  constructor(document: PlanDocument, steps: SyncPlan, source: PlanSource) {
    this.format = document.format;
    this.hash = document.hash;
    this.kind = document.kind;
    this.clusterName = document.clusterName;
    this.target = document.target;
    this.strict = document.strict;
    this.fingerprintKey = document.fingerprintKey;
    this.wanted = document.wanted;
    this.summary = document.summary;
    this.changes = document.changes;
    this.guards = document.guards;
    this.impact = document.impact;
    this.kept = document.kept;
    this.live = document.live;
    this.#steps = steps;
    this.#source = source;
  }

  get creates(): readonly CreateStep[] {
    return this.#steps.creates;
  }

  get updates(): readonly UpdateStep[] {
    return this.#steps.updates;
  }

  get destroyPhases(): readonly (readonly DestroyStep[])[] {
    return this.#steps.destroyPhases;
  }

  /** The plan made from the same template now. The same hash means that nothing it relies on has changed. */
  async remake(state: State, options: CallOptions = {}): Promise<Plan> {
    return await this.#source.remake(state, options);
  }

  /** Everything the plan changes as unified diffs, in the order of writing, with secrets as fingerprints. */
  diff(): string {
    const { marker } = this.#source;
    return planSteps(this)
      .map((step) => redactedDiff(changeOf(step), marker, { target: this.target }))
      .join('');
  }
}
