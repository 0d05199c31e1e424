import type { CreateStep, DestroyStep, SyncPlan, UpdateStep } from '../sync/steps.ts';
import type { PlanDocument } from './plan-document.ts';

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

  /** @internal Plans are made by planning. */
  constructor(document: PlanDocument, steps: SyncPlan) {
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
}
