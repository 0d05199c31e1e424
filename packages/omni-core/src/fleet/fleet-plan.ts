import type { Plan } from '../templates/plan/plan.ts';
import type { PlanDocument } from '../templates/plan/plan-document.ts';
import type { Template } from '../templates/template.ts';

/** A template of a fleet. */
export interface FleetTemplate {
  /** Where it is, for people, e.g. the path of its file. */
  readonly name: string;
  readonly template: Template;
  /** The template of the cluster that was applied last. See `PlanSyncOptions.previous`. */
  readonly previous?: Template | undefined;
}

/** Why a cluster could not be planned. Nothing in it is secret. */
export interface FleetFailure {
  /** Stable, e.g. `template_invalid`. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** One template of a fleet, planned or not. */
export type FleetPlanItem = { readonly name: string; readonly cluster: string } & (
  | { readonly plan: Plan; readonly failure?: undefined }
  | { readonly plan?: undefined; readonly failure: FleetFailure }
);

/** A plan of many clusters as JSON: nothing in it is secret. */
export interface FleetPlanDocument {
  readonly format: 'fleetwright.fleet-plan/1';
  readonly summary: {
    readonly clusters: number;
    /** Clusters whose plan is not empty. */
    readonly changed: number;
    readonly unchanged: number;
    /** Clusters whose plan runs into a guard. */
    readonly guarded: number;
    readonly failed: number;
  };
  readonly clusters: readonly {
    readonly name: string;
    readonly cluster: string;
    readonly plan?: PlanDocument | undefined;
    readonly failure?: FleetFailure | undefined;
  }[];
}

/**
 * What a sync of many templates would do. Serialising it gives the document; the plans of the clusters are applied one
 * by one, with `Templates.apply`.
 */
export class FleetPlan implements FleetPlanDocument {
  readonly format = 'fleetwright.fleet-plan/1';
  readonly summary: FleetPlanDocument['summary'];
  /** In the order of the templates. */
  readonly clusters: readonly FleetPlanItem[];

  /** @internal Made by planning. */
  constructor(clusters: readonly FleetPlanItem[]) {
    const plans = clusters.flatMap(({ plan }) => plan ?? []);
    const changed = plans.filter(({ changes }) => changes.length > 0).length;
    this.clusters = clusters;
    this.summary = {
      clusters: clusters.length,
      changed,
      unchanged: plans.length - changed,
      guarded: plans.filter(({ guards }) => guards.length > 0).length,
      failed: clusters.length - plans.length,
    };
  }

  /** Everything the plans change as unified diffs, cluster by cluster, with secrets as fingerprints. */
  diff(): string {
    return this.clusters.map(({ plan }) => plan?.diff() ?? '').join('');
  }
}
