import { canonicalJson, changeOf, GUARD_IDS, printImpact, redactedName } from '@fleetwright/omni-core';
import { z } from 'zod';
import { worstTier } from '../catalogue/tier.ts';
import { writeTool } from '../catalogue/tool.ts';
import { showChange } from '../redaction/safe-change.ts';
import { digest } from '../seal/sealer.ts';
import { argumentFiles, templateArguments } from '../templates/argument-files.ts';
import { guardPreconditions, isAllowable } from '../templates/guard-preconditions.ts';
import { changesOf, summaryOf } from '../templates/template-changes.ts';

/** Clients give up after a minute; until then the plan ends with a full account of what is done and what is left. */
const LONGEST_MS = 50_000;

const ACTIONS = { create: 'create', update: 'update', destroy: 'delete' } as const;

/** Makes Omni as a template says. */
export const templateSync = writeTool({
  name: 'omni_template_sync',
  title: 'Sync a cluster template',
  description:
    'Makes a cluster as a template says: creates, updates and removes its resources, in the order omnictl does. Marks and locks that others set stay. Plans first; a plan that removes something needs access destroy and the cluster name typed by a person. Guards stop downgrades, mass deletions and the like.',
  input: z.strictObject({
    ...templateArguments,
    allow: z
      .array(z.enum(GUARD_IDS.filter(isAllowable)))
      .default([])
      .describe('Guards the plan may run into, by id. Only what a person asked for'),
  }),
  async plan({ template: text, files, allow }, { reader, writer, marker, fingerprintKey, signal }) {
    const template = await reader.templates.load(text, { files: argumentFiles(files), signal });
    const plan = await reader.templates.plan(template, { signal, fingerprintKey });
    const allowed = plan.guards.filter(({ id }) => allow.includes(id));
    const tier = allowed.some(({ severity }) => severity === 'danger') ? 'D' : 'W2';
    return {
      summary: summaryOf(plan),
      subject: plan.clusterName,
      tier: worstTier(tier, plan.destroyPhases.length > 0 ? 'D' : 'W2'),
      changes: changesOf(plan).map((change) => showChange(change, marker)),
      preconditions: guardPreconditions(plan.guards, allow),
      warnings: allowed.map(({ id, text: what }) => `${id}: ${what}`),
      impact: printImpact(plan),
      // The hash covers every content the plan relies on.
      pins: [],
      inputDigest: digest(canonicalJson({ text, files, plan: plan.hash })),
      async execute(during) {
        const { done } = await writer.templates.apply(plan, { signal: during, timeoutMs: LONGEST_MS, allow });
        return done.map((step) => ({ action: ACTIONS[step.kind], resource: redactedName(changeOf(step), marker) }));
      },
    };
  },
});
