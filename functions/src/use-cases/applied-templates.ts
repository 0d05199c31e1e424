import { type CallOptions, isOmniError, type Template } from '@fleetwright/omni-core';
import pMap from 'p-map';
import type { BindingConfig } from '../config/functions-config.ts';
import type { AppliedCommits } from '../ports/applied-commits.ts';
import type { GitHost } from '../ports/git-hosts.ts';
import type { OmniConnection } from '../ports/omni-connections.ts';
import { type LoadedTemplate, loadTemplates } from '../repository/load-templates.ts';

/** Where templates that were applied are found again. */
export interface AppliedSources {
  readonly id: string;
  readonly binding: BindingConfig;
  readonly host: Pick<GitHost, 'repositories'>;
  readonly omni: Pick<OmniConnection, 'templates'>;
  readonly applied: AppliedCommits;
}

const CONCURRENT_LOOKUPS = 8;

/**
 * The templates that were applied last, by cluster: with them a sync knows what it put there and what others did. A
 * cluster whose last commit is unknown, gone, or can no longer be read is not among them.
 *
 * @param commit the commit the templates are of
 * @throws {OmniError} when the host or the store cannot be reached
 */
export async function appliedTemplates(
  templates: readonly LoadedTemplate[],
  commit: string,
  { id, binding, host, omni, applied }: AppliedSources,
  options: CallOptions,
): Promise<ReadonlyMap<string, Template>> {
  const last = await pMap(
    templates,
    async ({ cluster, template }) => ({ cluster, template, commit: await applied.last(id, cluster, options) }),
    { concurrency: CONCURRENT_LOOKUPS },
  );
  const found = new Map(last.flatMap((one) => (one.commit === commit ? [[one.cluster, one.template]] : [])));
  const others = Map.groupBy(last, (one) => (one.commit === commit ? undefined : one.commit));
  for (const [older, clusters] of others) {
    if (older === undefined) continue;
    const old = new Map(
      (await templatesAt(older, binding, host, omni, options)).map((one) => [one.cluster, one.template]),
    );
    for (const { cluster } of clusters) {
      const template = old.get(cluster);
      if (template !== undefined) found.set(cluster, template);
    }
  }
  return found;
}

async function templatesAt(
  commit: string,
  binding: BindingConfig,
  { repositories }: Pick<GitHost, 'repositories'>,
  { templates }: Pick<OmniConnection, 'templates'>,
  options: CallOptions,
): Promise<readonly LoadedTemplate[]> {
  try {
    await using snapshot = await repositories.open(binding.repository, commit, options);
    return (await loadTemplates(snapshot, binding, templates, options.signal)).templates;
  } catch (error) {
    // Removed by a forced push, and collected since.
    if (isOmniError(error, 'not_found')) return [];
    throw error;
  }
}
