import { changeOf, redactedName } from '@fleetwright/omni-core';
import { z } from 'zod';
import { writeTool } from '../catalogue/tool.ts';
import { showChange } from '../redaction/safe-change.ts';
import { canonicalJson } from '../seal/canonical-json.ts';
import { digest } from '../seal/sealer.ts';
import { argumentFiles, templateArguments } from '../templates/argument-files.ts';
import { changesOf, summaryOf } from '../templates/template-changes.ts';
import { lockPreconditions } from '../writes/locks.ts';
import { pinOf } from '../writes/write-change.ts';

/** Clients give up after a minute; until then the plan ends with a full account of what is done and what is left. */
const LONGEST_MS = 50_000;

const ACTIONS = { create: 'create', update: 'update', destroy: 'delete' } as const;

/** Makes Omni as a template says. */
export const templateSync = writeTool({
  name: 'omni_template_sync',
  title: 'Sync a cluster template',
  description:
    'Makes a cluster as a template says: creates, updates and removes its resources, in the order omnictl does. Plans first; a plan that removes something needs access destroy and the cluster name typed by a person.',
  input: z.strictObject(templateArguments),
  async plan({ template: text, files }, { reader, writer, marker, signal }) {
    const template = await reader.templates.load(text, { files: argumentFiles(files), signal });
    const plan = await reader.templates.plan(template, { signal });
    const changes = changesOf(plan);
    return {
      summary: summaryOf(plan),
      subject: plan.clusterName,
      tier: plan.destroyPhases.length > 0 ? 'D' : 'W2',
      changes: changes.map((change) => showChange(change, marker)),
      preconditions: await lockPreconditions(changes, reader.resources, signal),
      warnings: [],
      pins: changes.map(pinOf),
      inputDigest: digest(canonicalJson({ text, files })),
      async execute(during) {
        const { done } = await writer.templates.apply(plan, { signal: during, timeoutMs: LONGEST_MS });
        return done.map((step) => ({ action: ACTIONS[step.kind], resource: redactedName(changeOf(step), marker) }));
      },
    };
  },
});
