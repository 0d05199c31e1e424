import {
  containsMarker,
  draftOf,
  OmniError,
  parseResourcesYaml,
  type Resource,
  type ResourceChange,
  redactedName,
  resourceFromDraft,
  resourceTypeInfo,
  types,
} from '@fleetwright/omni-core';
import pMap from 'p-map';
import { z } from 'zod';
import type { Tier } from '../catalogue/tier.ts';
import { worstTier } from '../catalogue/tier.ts';
import { writeTool } from '../catalogue/tool.ts';
import { showChange } from '../redaction/safe-change.ts';
import { digest } from '../seal/sealer.ts';
import { lockPreconditions } from '../writes/locks.ts';
import { managedWarnings } from '../writes/managed-warnings.ts';
import { pinOf, writeChange } from '../writes/write-change.ts';
import type { AppliedStep, Precondition } from '../writes/write-plan.ts';

/** Writing these starts something that is hard to undo, or hands out access. */
const TIER_OF_TYPE: Readonly<Record<string, Tier>> = {
  [types.RotateTalosCA.type]: 'D',
  [types.RotateKubernetesCA.type]: 'D',
  [types.NodeForceDestroyRequest.type]: 'D',
  [types.JoinToken.type]: 'S',
  [types.DefaultJoinToken.type]: 'S',
};

/** How many resources are read at the same time. */
const CONCURRENCY = 8;

/** Creates and updates resources from COSI YAML. */
export const apply = writeTool({
  name: 'omni_apply',
  title: 'Apply resources',
  description:
    'Creates or replaces resources given as COSI YAML documents (metadata and spec as omni_get shows them). Plans first. For whole clusters prefer omni_template_sync.',
  input: z.strictObject({
    documents: z.string().max(500_000).describe('YAML documents; the version is not needed'),
    update_only: z.boolean().default(false).describe('Refuse to create what does not exist'),
  }),
  async plan({ documents, update_only }, { reader, writer, marker, signal }) {
    if (containsMarker(documents)) {
      throw new OmniError('invalid_argument', 'The documents contain «redacted:…» marks, which must not be written.', {
        hint: 'Leave resources with secrets to a person, or write the real value.',
      });
    }
    const wanted = parseResourcesYaml(documents);
    if (wanted.length === 0) throw new OmniError('invalid_argument', 'There is no document to apply.');
    const all = await pMap(
      wanted,
      async (resource): Promise<ResourceChange> => {
        const { namespace, id } = resource.metadata;
        return replacing(await reader.resources.find(resource.type, id, { namespace, signal }), resource);
      },
      { concurrency: CONCURRENCY, signal },
    );
    const changes = all.filter(({ before, after }) => before !== after);
    const creates = changes.filter(({ before }) => before === undefined).length;
    return {
      summary:
        changes.length === 0
          ? 'Everything is as given already'
          : `Create ${creates} and update ${changes.length - creates} of ${all.length} resources`,
      subject: changes.map((change) => redactedName(change, marker)).join(', '),
      tier: wanted.map(({ type }) => TIER_OF_TYPE[type.type] ?? 'W2').reduce(worstTier, 'W2'),
      changes: changes.map((change) => showChange(change, marker)),
      preconditions: [
        ...changes.flatMap((change) => writable(change, update_only)),
        ...(await lockPreconditions(changes, reader.resources, signal)),
      ],
      warnings: managedWarnings(changes),
      pins: all.map(pinOf),
      inputDigest: digest(documents),
      async execute(during) {
        const done: AppliedStep[] = [];
        for (const change of changes) {
          try {
            done.push(await writeChange(change, writer.resources, marker, during));
          } catch (cause) {
            throw interrupted(change, done, changes.length, cause, marker);
          }
        }
        return done;
      },
    };
  },
});

function replacing(before: Resource | undefined, wanted: Resource): ResourceChange {
  if (before === undefined) return { before, after: wanted };
  const { labels, annotations } = wanted.metadata;
  const draft = { ...draftOf(before), labels: { ...labels }, annotations: { ...annotations }, spec: wanted.spec };
  return { before, after: resourceFromDraft(before, draft) };
}

function writable({ before, after }: ResourceChange, updateOnly: boolean): readonly Precondition[] {
  const resource = after ?? before;
  if (resource === undefined) return [];
  const verb = before === undefined ? 'create' : 'update';
  const { displayType } = resource.type;
  const failed: Precondition[] = [];
  if (!resourceTypeInfo(resource.type)?.verbs.includes(verb)) {
    failed.push({
      check: `${displayType} can be written`,
      ok: false,
      detail: `Omni lets nobody ${verb} a ${displayType}.`,
    });
  }
  if (updateOnly && before === undefined) {
    failed.push({
      check: 'resource exists',
      ok: false,
      detail: `There is no ${displayType} ${resource.metadata.id} to update.`,
    });
  }
  return failed;
}

/** Says how far it got: nothing is left half-written without being told. */
function interrupted(
  change: ResourceChange,
  done: readonly AppliedStep[],
  total: number,
  cause: unknown,
  marker: Parameters<typeof redactedName>[1],
): unknown {
  if (!(cause instanceof OmniError)) return cause;
  const written = done.map(({ action, resource }) => `${action} ${resource}`).join(', ') || 'nothing';
  return new OmniError(
    'apply_failed',
    `${redactedName(change, marker)}: ${cause.message}. Done before: ${written}; not tried: ${total - done.length - 1}.`,
    { hint: cause.hint ?? 'Make a new plan for what is left.', cause },
  );
}
