import { isOmniError } from '../errors/omni-error.ts';
import { LABELS } from '../resources/label-names.ts';
import { parseSelector } from '../selectors/parse-selector.ts';
import type * as specs from '../wire/gen/specs.ts';
import { problem, type ResourceProblem, type TypeRules } from './resource-problem.ts';

/** A class either selects free machines or asks a provider for new ones. */
export const machineClassRules: TypeRules<specs.MachineClassSpec> = {
  create: ({ spec: { matchLabels, autoProvision } }) => [
    matchLabels.length > 0 === (autoProvision !== undefined) &&
      problem('spec', 'machine class should have either match labels or auto provision set'),
    ...matchLabels.map((text, index) => selectorFinding(text, `spec.matchLabels[${index}]`)),
  ],
};

function selectorFinding(text: string, path: string): ResourceProblem | undefined {
  const { noManualAllocation } = LABELS;
  try {
    const isForbidden = parseSelector(text).some(({ key }) => key === noManualAllocation);
    return isForbidden
      ? problem(path, `label "${noManualAllocation}" cannot be used in machine class selectors`)
      : undefined;
  } catch (error) {
    if (!isOmniError(error, 'invalid_argument')) throw error;
    return problem(path, `failed to parse selector ${JSON.stringify(text)}: ${error.message}`);
  }
}
