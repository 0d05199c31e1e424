import { formatProblem } from './problem.ts';
import { DEFAULT_TARGET, dialectOf, type TemplateTarget } from './target.ts';
import { checkMachineConfig } from './validate/machine-config.ts';

export interface ConfigPatchOptions {
  /** Omni whose rules apply. @default '1.10' */
  readonly target?: TemplateTarget;
}

/**
 * What is structurally wrong with a Talos config patch, or forbidden by Omni, in the words Omni uses; `undefined` when
 * nothing is. Whether every key exists in Talos is not looked at.
 */
export function configPatchProblem(text: string, options: ConfigPatchOptions = {}): string | undefined {
  const problem = checkMachineConfig(text, dialectOf(options.target ?? DEFAULT_TARGET));
  return problem === undefined ? undefined : formatProblem(problem);
}
