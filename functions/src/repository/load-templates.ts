import { posix } from 'node:path';
import {
  clusterNameOf,
  isOmniError,
  type OmniError,
  type Template,
  TemplateInvalidError,
  type Templates,
  validateTemplate,
  withoutQuotedValues,
} from '@fleetwright/omni-core';
import { coversCluster } from '../config/cluster-pattern.ts';
import type { BindingConfig } from '../config/functions-config.ts';
import type { RepositorySnapshot } from '../ports/repository-reader.ts';
import { findTemplates } from './find-templates.ts';
import { snapshotFiles } from './snapshot-files.ts';

/** A valid template of a commit. */
export interface LoadedTemplate {
  /** From the root of the repository. */
  readonly path: string;
  readonly cluster: string;
  readonly template: Template;
}

/** A template of a commit that cannot be used, and everything that is wrong with it. */
export interface TemplateProblem {
  readonly path: string;
  /** Free of patch contents. */
  readonly messages: readonly string[];
}

export interface LoadedCommit {
  /** Those without a problem. */
  readonly templates: readonly LoadedTemplate[];
  readonly problems: readonly TemplateProblem[];
}

/**
 * Loads and validates every template a binding names in a commit.
 * @throws whatever reading the repository throws; what is wrong with a template is in the answer
 */
export async function loadTemplates(
  snapshot: RepositorySnapshot,
  binding: Pick<BindingConfig, 'paths' | 'clusters'>,
  engine: Pick<Templates, 'load'>,
  signal?: AbortSignal,
): Promise<LoadedCommit> {
  const [templates, problems]: [LoadedTemplate[], TemplateProblem[]] = [[], []];
  for (const path of findTemplates(snapshot.entries, binding.paths)) {
    try {
      const template = await loadOne(path, snapshot, engine, signal);
      templates.push({ path, cluster: clusterNameOf(template), template });
    } catch (error) {
      if (!isOmniError(error, 'template_invalid')) throw error;
      problems.push({ path, messages: messagesOf(error) });
    }
  }
  const contested = ownershipProblems(templates, binding);
  const refused = new Set(contested.map(({ path }) => path));
  return { templates: templates.filter(({ path }) => !refused.has(path)), problems: [...problems, ...contested] };
}

async function loadOne(
  path: string,
  snapshot: RepositorySnapshot,
  engine: Pick<Templates, 'load'>,
  signal: AbortSignal | undefined,
): Promise<Template> {
  const files = snapshotFiles(snapshot, posix.dirname(path), signal);
  const text = new TextDecoder().decode(await files.read(posix.basename(path)));
  const template = await engine.load(text, { files, name: path, ...(signal && { signal }) });
  validateTemplate(template);
  return template;
}

function messagesOf(error: OmniError): string[] {
  const messages =
    error instanceof TemplateInvalidError
      ? error.issues.map(({ context, message }) => [...context, message].join(': '))
      : [error.message];
  return messages.map(withoutQuotedValues);
}

/** A cluster has one template, and only in the binding that may touch it. */
function ownershipProblems(templates: readonly LoadedTemplate[], { clusters }: Pick<BindingConfig, 'clusters'>) {
  const byCluster = Map.groupBy(templates, ({ cluster }) => cluster);
  return templates.flatMap(({ path, cluster }): TemplateProblem[] => {
    const others = (byCluster.get(cluster) ?? []).filter((other) => other.path !== path).map((other) => other.path);
    const messages = [
      ...(others.length > 0 ? [`cluster "${cluster}" is also described by ${others.join(', ')}`] : []),
      ...(clusters.some((pattern) => coversCluster(pattern, cluster))
        ? []
        : [`cluster "${cluster}" is not one this binding may touch (${clusters.join(', ')})`]),
    ];
    return messages.length > 0 ? [{ path, messages }] : [];
  });
}
