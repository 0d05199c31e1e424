/** One condition on a label. All terms of a query must hold. */
export type LabelTerm =
  | { readonly key: string; readonly op: 'exists'; readonly invert?: boolean }
  | { readonly key: string; readonly op: 'equal'; readonly value: string; readonly invert?: boolean }
  | { readonly key: string; readonly op: 'in'; readonly values: readonly string[]; readonly invert?: boolean }
  | {
      readonly key: string;
      readonly op: 'less' | 'lessOrEqual' | 'lessNumeric' | 'lessOrEqualNumeric';
      readonly value: string;
      readonly invert?: boolean;
    };

/** Terms that must all hold. */
export type LabelQuery = readonly LabelTerm[];

/** Which resources of a type are wanted. Left out entirely: all of them. */
export interface ResourceQuery {
  /** @default the type's default namespace */
  readonly namespace?: string;
  /** A resource matches when any of these queries does. */
  readonly labels?: readonly LabelQuery[];
  /** Unanchored RE2 expression the id must match. */
  readonly idPattern?: string;
}

/** The query almost every caller needs: resources whose labels have exactly these values. */
export function labelsEqual(labels: Readonly<Record<string, string>>): LabelQuery {
  return Object.entries(labels).map(([key, value]) => ({ key, op: 'equal', value }));
}
