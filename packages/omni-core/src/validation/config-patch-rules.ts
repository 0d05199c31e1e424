import { isOmniError } from '../errors/omni-error.ts';
import { validationMessages } from '../errors/validation-messages.ts';
import { readText } from '../resources/compressed-text.ts';
import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import { configPatchProblem } from '../templates/config-patch-problem.ts';
import type { ConfigPatchSpec } from '../wire/gen/specs.ts';
import { type Findings, labelPath, problem } from './resource-problem.ts';
import type { RuleContext, RuleSubject, TypeRules } from './type-rules.ts';

type Patch = RuleSubject<ConfigPatchSpec>;

/**
 * A patch has to be one, and must not touch what belongs to Omni. Its text is looked at only when it is new. Nothing
 * is patched that goes away; what never was may be patched.
 */
export const configPatchRules: TypeRules<ConfigPatchSpec> = {
  create: (patch, context) => [...textFindings(patch, context), ...targetFindings(patch, context)],
  update: (current, next, context) => [
    ...(patchText(current) === patchText(next) ? [] : textFindings(next, context)),
    ...targetFindings(next, context),
  ],
};

function textFindings(patch: Patch, { target }: RuleContext): Findings {
  const text = patchText(patch);
  const message = text === undefined ? undefined : configPatchProblem(text, { target });
  return message === undefined ? [] : validationMessages(message).map((item) => problem('spec.data', item));
}

/** `undefined` for a text that was compressed with Omni's own dictionary: it came from an Omni and was accepted. */
function patchText({ spec }: Patch): string | undefined {
  try {
    return readText({ type: types.ConfigPatch, spec, specYaml: undefined });
  } catch (error) {
    if (isOmniError(error, 'precondition_failed')) return undefined;
    throw error;
  }
}

function targetFindings({ metadata: { labels } }: Patch, { lookup }: RuleContext): Findings {
  const cluster = lookup?.find(types.Cluster, labels[LABELS.cluster] ?? '')?.metadata;
  const set = lookup?.find(types.MachineSet, labels[LABELS.machineSet] ?? '')?.metadata;
  return [
    cluster?.phase === 'tearingDown' && problem(labelPath(LABELS.cluster), `cluster "${cluster.id}" is tearing down`),
    set?.phase === 'tearingDown' && problem(labelPath(LABELS.machineSet), `machine set "${set.id}" is tearing down`),
  ];
}
