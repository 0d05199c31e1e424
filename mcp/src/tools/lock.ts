import {
  ANNOTATIONS,
  draftOf,
  LABELS,
  type ResourceChange,
  type ResourceDraft,
  resourceFromDraft,
  types,
} from '@fleetwright/omni-core';
import { z } from 'zod';
import { writeTool } from '../catalogue/tool.ts';
import { showChange } from '../redaction/safe-change.ts';
import { pinOf, writeChange } from '../writes/write-change.ts';
import type { Precondition } from '../writes/write-plan.ts';

/** Locks and unlocks a cluster or one machine of it. */
export const lock = writeTool({
  name: 'omni_lock',
  title: 'Lock or unlock',
  description:
    'Locks or unlocks a cluster (no changes, no deletion) or one worker machine (keeps its configuration and Talos version). Applies at once; pass plan_only to look first. Unlocking lets pending changes go through.',
  planOptional: true,
  input: z.strictObject({
    kind: z.enum(['cluster', 'machine']),
    id: z.string().max(300).describe('Cluster name, or UUID of the machine'),
    locked: z.boolean().describe('true locks, false unlocks'),
    plan_only: z.boolean().default(false).describe('Only show what would change'),
  }),
  async plan({ kind, id, locked, plan_only }, { reader, writer, marker, signal }) {
    const change =
      kind === 'cluster'
        ? editing(await reader.resources.get(types.Cluster, id, { signal }), (draft) => {
            if (locked) return setMark(draft, ANNOTATIONS.clusterLocked);
            delete draft.annotations[ANNOTATIONS.clusterLocked];
            delete draft.annotations[ANNOTATIONS.clusterImportInProgress];
          })
        : editing(await reader.resources.get(types.MachineSetNode, id, { signal }), (draft) => {
            if (locked) return setMark(draft, ANNOTATIONS.locked);
            delete draft.annotations[ANNOTATIONS.locked];
          });
    const isChanged = change.before !== change.after;
    const wanted = locked ? 'locked' : 'unlocked';
    return {
      summary: isChanged ? `${locked ? 'Lock' : 'Unlock'} ${kind} ${id}` : `The ${kind} ${id} is ${wanted} already`,
      subject: id,
      tier: 'W1',
      changes: isChanged ? [showChange(change, marker)] : [],
      preconditions: kind === 'machine' && locked ? [isWorker(change)] : [],
      warnings: locked ? [] : [`Changes that waited for the lock of ${kind} ${id} go through at once.`],
      pins: [pinOf(change)],
      planOnly: plan_only,
      execute: async (during) => [await writeChange(change, writer.resources, marker, during)],
    };
  },
});

function editing<Spec>(
  before: Parameters<typeof draftOf<Spec>>[0],
  edit: (draft: ResourceDraft<Spec>) => void,
): ResourceChange {
  const draft = draftOf(before);
  edit(draft);
  return { before, after: resourceFromDraft(before, draft) };
}

function setMark(draft: ResourceDraft<unknown>, annotation: string): void {
  draft.annotations[annotation] ??= '';
}

function isWorker({ before }: ResourceChange): Precondition {
  const ok = before !== undefined && !(LABELS.controlPlaneRole in before.metadata.labels);
  return {
    check: 'machine is a worker',
    ok,
    detail: ok ? 'It is.' : 'Machines of the control plane cannot be locked; lock the cluster instead.',
  };
}
