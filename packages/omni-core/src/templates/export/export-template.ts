import { NotFoundError } from '../../errors/state-errors.ts';
import { types } from '../../resources/registry.ts';
import { describeResource } from '../../resources/resource.ts';
import type { State } from '../../state/state.ts';
import type { CallOptions } from '../../transport/call-options.ts';
import { TemplateInvalidError } from '../errors.ts';
import { goQuote } from '../go-format.ts';
import { readActualState } from '../sync/read-state.ts';
import { DEFAULT_TARGET, dialectOf, type TemplateTarget } from '../target.ts';
import type { Template } from '../template.ts';
import { validateTemplate } from '../validate-template.ts';
import { exportCluster } from './export-cluster.ts';
import { exportMachineSets } from './export-machine-sets.ts';
import { exportMachines } from './export-machines.ts';
import { partsOf } from './exported-parts.ts';

/** `timeoutMs` limits each call to Omni. */
export interface ExportOptions extends CallOptions {
  /**
   * Write the kernel arguments of machines into the template: all, or those a template made. With `managed` a sync of
   * the template changes nothing. A machine without any gets no `kernelArgs`, where omnictl writes an empty list that
   * would take the arguments under the template's control.
   * @default false
   */
  readonly includeKernelArgs?: boolean | 'managed';
  /** The Omni that is connected. @default '1.10' */
  readonly target?: TemplateTarget;
}

/**
 * The template an existing cluster could have been made from, documents in omnictl's order: Cluster, ControlPlane,
 * Workers, then a Machine for every machine named by id. Reads only. What a template cannot say is lost: labels and
 * annotations of Omni's own, file references, nodes taken from a class, patches bound to a machine outside clusters.
 *
 * @throws {OmniError} `not_found`; {@link TemplateInvalidError} with omnictl's text for resources no template describes
 */
export async function exportTemplate(cluster: string, state: State, options: ExportOptions = {}): Promise<Template> {
  const { includeKernelArgs = false, target = DEFAULT_TARGET, ...call } = options;
  const [{ managed }, status] = await Promise.all([
    readActualState(cluster, [], state, { ...call, target }),
    state.find(types.ClusterStatus, cluster, call),
  ]);
  const parts = partsOf(managed);
  if (parts.cluster === undefined) throw missing(cluster);
  const sets = exportMachineSets(parts, cluster);
  const template: Template = {
    name: `${cluster}.yaml`,
    target,
    documents: [
      exportCluster(parts.cluster, parts, {
        dialect: dialectOf(target),
        initialTalosVersion: status?.spec.initialTalosVersion ?? '',
      }),
      ...sets,
      ...exportMachines(parts, { includeKernelArgs }),
    ],
    files: new Map(),
  };
  expectValid(template);
  return template;
}

function expectValid(template: Template): void {
  try {
    validateTemplate(template);
  } catch (error) {
    if (!(error instanceof TemplateInvalidError)) throw error;
    throw new TemplateInvalidError(`error validating models: ${error.message}`, error.issues);
  }
}

function missing(cluster: string): NotFoundError {
  const { type, defaultNamespace: namespace } = types.Cluster;
  const resource = describeResource({ namespace, type, id: `${cluster}@undefined` });
  return new NotFoundError(`error getting cluster ${goQuote(cluster)}: resource ${resource} doesn't exist`, {
    resource: describeResource({ namespace, type, id: cluster }),
    hint: 'Look at the names of the clusters there are; a key with few rights sees only some of them.',
  });
}
