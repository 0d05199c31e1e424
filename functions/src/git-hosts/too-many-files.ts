import { OmniError } from '@fleetwright/omni-core';

/** The error for a repository whose files cannot all be listed. */
export function tooManyFiles(repository: string, limit: number): OmniError {
  return new OmniError('resource_exhausted', `${repository} has more files than can be listed here`, {
    hint: `Keep templates in a repository of less than ${limit.toLocaleString('en')} files.`,
  });
}
