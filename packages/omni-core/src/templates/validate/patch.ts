import { goQuote } from '../go-format.ts';
import { type Patch, patchName } from '../model/patch.ts';
import { type Problem, wrapped } from '../problem.ts';
import { readChecked, type ValidationContext } from './context.ts';
import { checkDescriptors } from './descriptors.ts';
import { checkMachineConfig, isSoundMachineConfig } from './machine-config.ts';

/** Everything wrong with a list of patches. */
export function checkPatches(patches: readonly Patch[], context: ValidationContext): Problem[] {
  return patches.flatMap((patch) =>
    wrapped(`patch ${goQuote(patchName(patch))} is invalid`, [
      ...checkDescriptors(patch),
      ...checkSource(patch, context),
    ]),
  );
}

function checkSource(patch: Patch, context: ValidationContext): Problem[] {
  const { file, inline, name, idOverride } = patch;
  if (file === '' && inline === undefined) return [{ text: 'path or inline is required' }];
  const problems: Problem[] = [];
  if (file !== '' && inline !== undefined) problems.push({ text: 'path and inline are mutually exclusive' });
  if (file !== '') return [...problems, ...checkFile(file, context)];
  if (name === '' && idOverride === '') {
    problems.push({ text: 'either name or idOverride is required for inline patches' });
  }
  if (isKnownSound(patch, context)) return problems;
  const content = checkMachineConfig(inline ?? '', context.dialect, context.machineConfigSchema);
  return [...problems, ...contentProblem(`failed to validate inline patch ${goQuote(name)}`, content)];
}

/** A schema looks at the text as well. */
function isKnownSound({ inlineDocuments }: Patch, { dialect, machineConfigSchema }: ValidationContext): boolean {
  if (inlineDocuments === undefined || machineConfigSchema !== undefined) return false;
  return isSoundMachineConfig(inlineDocuments, dialect);
}

function checkFile(file: string, context: ValidationContext): Problem[] {
  const content = readChecked(file, context);
  if (typeof content !== 'string') return [content];
  const problem = checkMachineConfig(content, context.dialect, context.machineConfigSchema);
  return contentProblem(`failed to validate patch ${goQuote(file)}`, problem);
}

function contentProblem(about: string, problem: Problem | undefined): Problem[] {
  if (problem === undefined) return [];
  return [
    problem.causes === undefined
      ? { text: `${about}: ${problem.text ?? ''}` }
      : { text: about, causes: problem.causes },
  ];
}
