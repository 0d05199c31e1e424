import { configPatchProblem, type TemplateTarget } from '@fleetwright/omni-core';
import { StatusError } from '../status/status-error.ts';

/**
 * Holds a config patch against Omni's rules.
 * @throws {StatusError} INVALID_ARGUMENT with all violations
 */
export function checkConfigPatch(text: string, target: TemplateTarget): void {
  const problem = configPatchProblem(text, { target });
  if (problem !== undefined) throw new StatusError('INVALID_ARGUMENT', problem);
}
