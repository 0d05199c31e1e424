import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { PlanDocument } from './plan-document.ts';

/** What the hash of a plan covers: see {@link PlanDocument.hash}. */
export function hashOf(
  document: Pick<
    PlanDocument,
    'format' | 'kind' | 'clusterName' | 'target' | 'strict' | 'fingerprintKey' | 'wanted' | 'changes' | 'guards'
  >,
): string {
  const { format, kind, clusterName, target, strict, fingerprintKey, wanted, changes, guards } = document;
  const covered = {
    ...{ format, kind, clusterName, target, strict, fingerprintKey, wanted },
    changes: changes.map(({ resource, action, phase, carriedOutBy, before, after }) => ({
      ...{ resource, action, phase, carriedOutBy, before, after },
    })),
    guards: guards.map(({ id, resources }) => ({ id, resources })),
  };
  return createHash('sha256').update(canonicalJson(covered)).digest('hex');
}
