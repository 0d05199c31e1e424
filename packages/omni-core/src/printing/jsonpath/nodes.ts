/** Bounds of `[start:end:step]`. A single index has only `start` and is `only`. */
export interface ArrayBounds {
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly step: number | undefined;
  readonly only: boolean;
}

/** One step of a JSONPath; every step turns the values of the step before into its own. */
export type PathNode =
  | { readonly kind: 'literal'; readonly value: string | bigint | number | boolean }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'array'; readonly bounds: ArrayBounds }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'descent' }
  | { readonly kind: 'union'; readonly paths: readonly PathNodes[] }
  | { readonly kind: 'exists'; readonly path: PathNodes }
  | { readonly kind: 'filter'; readonly left: PathNodes; readonly operator: string; readonly right: PathNodes }
  | { readonly kind: 'range' }
  | { readonly kind: 'end' };

export type PathNodes = readonly PathNode[];

/** A template: texts as they are, and what stands in braces. */
export type TemplatePart = { readonly text: string } | { readonly path: PathNodes };
