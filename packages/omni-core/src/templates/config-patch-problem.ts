import type { MachineConfigSchema } from './machine-config/machine-config-schema.ts';
import { formatProblem } from './problem.ts';
import { DEFAULT_TARGET, dialectOf, type TemplateTarget } from './target.ts';
import { checkMachineConfig } from './validate/machine-config.ts';

/** Whose rules apply. */
export interface ConfigPatchOptions {
  /** Omni whose rules apply. @default '1.10' */
  readonly target?: TemplateTarget;
  /** Check keys, kinds and types by it as well. @default none: structure only */
  readonly machineConfigSchema?: MachineConfigSchema;
}

/**
 * What is structurally wrong with a Talos config patch, or forbidden by Omni, in the words Omni uses; `undefined` when
 * nothing is. Whether every key exists in Talos is looked at when there is a schema.
 */
export function configPatchProblem(text: string, options: ConfigPatchOptions = {}): string | undefined {
  const { target = DEFAULT_TARGET, machineConfigSchema } = options;
  const problem = checkMachineConfig(text, dialectOf(target), machineConfigSchema);
  return problem === undefined ? undefined : formatProblem(problem);
}
