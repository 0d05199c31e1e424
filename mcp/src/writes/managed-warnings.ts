import { ANNOTATIONS, type ResourceChange } from '@fleetwright/omni-core';

/** Annotations of resources that something else writes, with the words for it. */
const MANAGED_BY: Readonly<Record<string, string>> = {
  [ANNOTATIONS.managedByTemplates]: 'a cluster template',
  'omni.sidero.dev/managed-by-gitops-tools': 'a GitOps tool',
};

/** Warns about changes to resources that a template or Git would set back. */
export function managedWarnings(changes: readonly ResourceChange[]): readonly string[] {
  return changes.flatMap(({ before }) => {
    if (before === undefined) return [];
    const { displayType } = before.type;
    return Object.entries(MANAGED_BY).flatMap(([annotation, owner]) =>
      annotation in before.metadata.annotations
        ? [
            `${displayType} ${before.metadata.id} is managed by ${owner}, which may set it back; better change it there.`,
          ]
        : [],
    );
  });
}
