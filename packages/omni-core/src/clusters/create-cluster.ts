import { OmniError } from '../errors/omni-error.ts';
import { ANNOTATIONS } from '../resources/label-names.ts';
import { describeResource, type Resource } from '../resources/resource.ts';
import { withMetadata } from '../resources/stored-resource.ts';
import type { State } from '../state/state.ts';
import { renderTemplate } from '../templates/render-template.ts';
import { type ApplyOptions, type ApplyReport, carryOut } from '../templates/sync/carry-out.ts';
import { compareResources, sortByRank } from '../templates/sync/plan.ts';
import { readActualState } from '../templates/sync/read-state.ts';
import { refuseForeign, refuseOwned } from '../templates/sync/refusal.ts';
import type { TemplateTarget } from '../templates/target.ts';
import { validateTemplate } from '../templates/validate-template.ts';
import { clusterTemplate } from './cluster-template.ts';
import type { NewCluster } from './new-cluster.ts';

/** `timeoutMs` limits the creating, not the becoming ready. */
export type CreateClusterOptions = ApplyOptions;

/**
 * Creates everything a cluster consists of, in the order Omni needs. Resumable: what a broken-off attempt created
 * already is left as it is.
 *
 * @throws {TemplateInvalidError} for a cluster that breaks a rule; `already_exists` for one that is there and differs
 */
export async function createCluster(
  state: State,
  cluster: NewCluster,
  target: TemplateTarget,
  options: CreateClusterOptions,
): Promise<ApplyReport> {
  const template = clusterTemplate(cluster, target);
  validateTemplate(template);
  const expected = renderTemplate(template).map(withoutTemplateMark);
  const call = options.signal === undefined ? {} : { signal: options.signal };
  const { managed, owned } = await readActualState(cluster.name, expected, state, { ...call, target });
  refuseOwned(owned, cluster.name);
  refuseForeign(managed, expected, cluster.name);
  const { creates, updates } = compareResources(expected, managed);
  if (updates.length > 0)
    throw differs(
      cluster.name,
      updates.map(({ current }) => current),
    );
  const plan = { clusterName: cluster.name, target, creates: sortByRank(creates), updates: [], destroyPhases: [] };
  return carryOut(plan, state, options);
}

/** No template made it, so none shall be offered to people as the place to change it. */
function withoutTemplateMark(resource: Resource): Resource {
  const { [ANNOTATIONS.managedByTemplates]: _, ...annotations } = resource.metadata.annotations;
  return withMetadata(resource, { annotations });
}

function differs(cluster: string, resources: readonly Resource[]): OmniError {
  const names = resources.map(({ metadata }) => describeResource(metadata)).join(', ');
  return new OmniError('already_exists', `Cluster ${cluster} exists and is not as it shall be created: ${names}`, {
    hint: 'Choose another name, or change the existing cluster with a template or by its resources.',
  });
}
