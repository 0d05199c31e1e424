import { OmniError } from '@fleetwright/omni-core';

/**
 * `projects/<key>/repos/<slug>` of `<key>/<slug>`.
 * @throws {OmniError} `configuration_invalid` for a name with more parts
 */
export function repositoryPath(repository: string): string {
  const [key, slug, ...rest] = repository.split('/');
  if (key === undefined || slug === undefined || rest.length > 0) {
    throw new OmniError('configuration_invalid', `${repository} is not the name of a repository in Bitbucket`, {
      hint: 'Write it as <project key>/<repository slug>.',
    });
  }
  return `projects/${encodeURIComponent(key)}/repos/${encodeURIComponent(slug)}`;
}
