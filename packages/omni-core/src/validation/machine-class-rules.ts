import { isOmniError } from '../errors/omni-error.ts';
import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import { parseSelector } from '../selectors/parse-selector.ts';
import type { MachineClassSpec } from '../wire/gen/specs.ts';
import { type Findings, problem, type ResourceProblem } from './resource-problem.ts';
import type { ResourceLookup, TypeRules } from './type-rules.ts';

/** A class either selects free machines or asks a provider for new ones. One in use cannot go. */
export const machineClassRules: TypeRules<MachineClassSpec> = {
  create: ({ spec: { matchLabels, autoProvision } }, { lookup }) => [
    matchLabels.length > 0 === (autoProvision !== undefined) &&
      problem('spec', 'machine class should have either match labels or auto provision set'),
    ...matchLabels.map((text, index) => selectorFinding(text, `spec.matchLabels[${index}]`)),
    ...(autoProvision === undefined || lookup === undefined ? [] : providerFindings(autoProvision.providerId, lookup)),
  ],
  remove({ metadata: { id } }, { lookup }) {
    const users = (lookup?.list(types.MachineSet) ?? []).filter(({ spec }) => spec.machineAllocation?.name === id);
    const names = users.map(({ metadata }) => metadata.id).join(', ');
    return [
      users.length > 0 && problem('metadata.id', `machine class "${id}" is still in use by machine sets: ${names}`),
    ];
  },
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

/** A static provider has the machines it has. */
function providerFindings(id: string, lookup: ResourceLookup): Findings {
  const path = 'spec.autoProvision.providerId';
  const labels = lookup.find(types.InfraProviderStatus, id)?.metadata.labels ?? {};
  return [
    lookup.find(types.InfraProvider, id) === undefined && problem(path, `infra provider "${id}" does not exist`),
    LABELS.staticInfraProvider in labels &&
      problem(path, `infra provider "${id}" is static and provisions no machines`),
  ];
}
