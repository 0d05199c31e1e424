import type { Metadata } from '../resources/resource.ts';
import type { YamlTarget } from '../resources/yaml/yaml-target.ts';

/** One thing Omni would refuse a resource for. */
export interface ResourceProblem {
  /** Where it is, e.g. `spec.talosVersion` or `metadata.labels["omni.sidero.dev/cluster"]`. */
  readonly path: string;
  readonly message: string;
}

/** The part of a resource that rules look at. */
export interface RuleSubject<Spec = unknown> {
  readonly metadata: Pick<Metadata, 'id' | 'labels' | 'annotations'>;
  readonly spec: Spec;
}

/** What a rule finds; `false` and `undefined` are nothing. */
export type Findings = readonly (ResourceProblem | false | undefined)[];

/** Rules of one type. */
export interface TypeRules<Spec> {
  create(next: RuleSubject<Spec>, target: YamlTarget): Findings;
  /** @default the rules for a new one */
  readonly update?: (current: RuleSubject<Spec>, next: RuleSubject<Spec>, target: YamlTarget) => Findings;
}

export function problem(path: string, message: string): ResourceProblem {
  return { path, message };
}

/** The path of a label. */
export function labelPath(name: string): string {
  return `metadata.labels[${JSON.stringify(name)}]`;
}

/** The path of an annotation. */
export function annotationPath(name: string): string {
  return `metadata.annotations[${JSON.stringify(name)}]`;
}
