import { OmniError } from '../../errors/omni-error.ts';
import { LABELS } from '../../resources/label-names.ts';
import type { Resource } from '../../resources/resource.ts';
import { goQuote } from '../go-format.ts';
import { nameOf } from './read-state.ts';

/** The plan would take or break what belongs to somebody else. Nothing was written. */
export class PlanRefusedError extends OmniError {
  override readonly name = 'PlanRefusedError';
  readonly #conflicts: readonly Resource[];

  constructor(reasons: readonly string[], conflicts: readonly Resource[], hint: string) {
    super('plan_refused', `error syncing template: ${reasons.join('\n')}`, { hint });
    this.#conflicts = conflicts;
  }

  /** The resources in the way, as they are. No field, so that logging the error does not print their contents. */
  get conflicts(): readonly Resource[] {
    return this.#conflicts;
  }
}

/**
 * Stops when an id the template needs is held by a controller.
 * @throws {PlanRefusedError}
 */
export function refuseOwned(owned: readonly Resource[], clusterName: string): void {
  if (owned.length === 0) return;
  const reasons = owned.map((resource) => {
    const { owner, labels } = resource.metadata;
    const cluster = labels[LABELS.cluster] ?? '';
    if (cluster === clusterName) return `resource ${nameOf(resource)} is owned by ${goQuote(owner)}`;
    const conflict = 'cannot create a conflicting resource for a different cluster';
    return `resource ${nameOf(resource)} already exists for cluster ${goQuote(cluster)}, ${conflict}`;
  });
  throw new PlanRefusedError(reasons, owned, 'Name other machines or ids in the template.');
}

/**
 * Stops when a resource the template needs belongs to another cluster. omnictl takes it over without a word.
 * @throws {PlanRefusedError}
 */
export function refuseForeign(managed: readonly Resource[], expected: readonly Resource[], clusterName: string): void {
  const wanted = new Set(expected.map(nameOf));
  const foreign = managed.filter((resource) => {
    const cluster = resource.metadata.labels[LABELS.cluster];
    return cluster !== undefined && cluster !== clusterName && wanted.has(nameOf(resource));
  });
  if (foreign.length === 0) return;
  const reasons = foreign.map((resource) => {
    const cluster = resource.metadata.labels[LABELS.cluster] ?? '';
    return `resource ${nameOf(resource)} belongs to cluster ${goQuote(cluster)}, but template is for cluster ${goQuote(clusterName)}`;
  });
  throw new PlanRefusedError(reasons, foreign, 'Remove it from the other cluster first.');
}
