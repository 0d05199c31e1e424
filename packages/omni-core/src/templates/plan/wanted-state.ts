import type { Resource } from '../../resources/resource.ts';
import { type RenderOptions, renderFor } from '../render-template.ts';
import type { TemplateTarget } from '../target.ts';
import { clusterNameOf, documentsOf, type Template } from '../template.ts';
import { validateTemplate } from '../validate-template.ts';

/** What shall be there of one cluster. */
export interface WantedState {
  readonly clusterName: string;
  readonly target: TemplateTarget;
  readonly resources: readonly Resource[];
  /** Machines the template says are not locked. */
  readonly unlocked: ReadonlySet<string>;
}

/**
 * What a template stands for.
 * @throws {TemplateInvalidError} when the template breaks a rule
 */
export function wantedState(template: Template, options: RenderOptions = {}): WantedState {
  validateTemplate(template);
  return {
    clusterName: clusterNameOf(template),
    target: template.target,
    resources: renderFor('syncing', template, options),
    unlocked: new Set(
      documentsOf(template, 'Machine')
        .filter(({ locked }) => locked === false)
        .map(({ name }) => name),
    ),
  };
}

/** Nothing: what is wanted of a cluster that shall go. */
export function nothingOf(clusterName: string, target: TemplateTarget): WantedState {
  return { clusterName, target, resources: [], unlocked: new Set() };
}
