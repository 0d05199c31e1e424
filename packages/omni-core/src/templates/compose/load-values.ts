import type { TemplateLimits } from '../limits.ts';
import type { SourceProblem } from '../source-errors.ts';
import type { ReadSource, TemplateSource } from './template-source.ts';
import { mergeTrees, type TrackedValues, trackValues, type ValueTree } from './value-tree.ts';
import { readValuesFile } from './values-file.ts';
import { nestPaths, treeOfInput, type ValueInput } from './values-input.ts';

/** A layer of values: a values file, or values given by a program. */
export type ValuesLayer = TemplateSource | ValuesObject;

/** Values given by a program. */
export interface ValuesObject {
  /** For messages, and for explaining where a value comes from. */
  readonly name: string;
  readonly values: { readonly [name: string]: ValueInput };
}

/** Name under which single values set by the caller are explained. */
export const SET_LAYER = 'set';

export function isValuesObject(layer: ValuesLayer): layer is ValuesObject {
  return typeof layer !== 'string' && 'values' in layer;
}

/** Lays the layers over each other, in order, and single values by path over all of them. */
export function layValues(
  layers: readonly (ReadSource | ValuesObject)[],
  set: Readonly<Record<string, ValueInput>>,
  limits: Pick<TemplateLimits, 'yamlTokens'>,
  report: (problem: SourceProblem) => void,
): TrackedValues {
  const trees = layers.map((layer) =>
    'values' in layer ? treeOfInput(layer.name, layer.values, report) : readValuesFile(layer, limits, report),
  );
  if (Object.keys(set).length > 0) trees.push(treeOfInput(SET_LAYER, nestPaths(set), report));
  const empty: ValueTree = treeOfInput('no values', {}, report);
  return trackValues(
    trees.reduce<ValueTree>((base, tree) => (tree === undefined ? base : mergeTrees(base, tree)), empty),
  );
}
