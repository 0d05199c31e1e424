/** One thing Omni would refuse a resource for. */
export interface ResourceProblem {
  /** Where it is, e.g. `spec.talosVersion` or `metadata.labels["omni.sidero.dev/cluster"]`. */
  readonly path: string;
  readonly message: string;
}

/** What a rule finds; `false` and `undefined` are nothing. */
export type Findings = readonly (ResourceProblem | false | undefined)[];

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
