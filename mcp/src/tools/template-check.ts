import { isOmniError, type JsonObject, type Template, templateIssues, toJsonValue } from '@fleetwright/omni-core';
import { z } from 'zod';
import { readTool } from '../catalogue/tool.ts';
import { fitValue } from '../list/byte-budget.ts';
import { maxBytesArgument } from '../list/size-arguments.ts';
import type { SafeOmni } from '../redaction/safe-omni.ts';
import { argumentFiles, templateArguments } from '../templates/argument-files.ts';

const checked = z.object({
  valid: z.boolean(),
  summary: z.string(),
  issues: z.array(z.object({ message: z.string(), context: z.string() })),
  changes: z.array(z.object({ action: z.string(), resource: z.string(), diff: z.string() })),
  documents: z.string().describe('Rendered resources as YAML'),
  guards: z
    .array(z.object({ id: z.string(), severity: z.string(), text: z.string(), resources: z.array(z.string()) }))
    .describe('What a sync is stopped for unless allowed'),
  impact: z.array(z.string()).describe('What a sync does to machines'),
  plan_hash: z.string(),
  truncated: z.boolean().describe('Long texts were cut'),
});

const VALID = {
  valid: true,
  summary: 'The template is valid',
  issues: [],
  changes: [],
  documents: '',
  guards: [],
  impact: [],
  plan_hash: '',
} as const;

/** Checks a template without changing anything. */
export const templateCheck = readTool({
  name: 'omni_template_check',
  title: 'Check a cluster template',
  description:
    'Validates a cluster template given as text, renders it (mode=render), or compares it with what is in Omni (mode=diff). Changes nothing; use omni_template_sync to carry it out.',
  input: z.strictObject({
    ...templateArguments,
    mode: z.enum(['validate', 'render', 'diff']).default('validate'),
    max_bytes: maxBytesArgument,
  }),
  data: checked,
  async run({ template: text, files, mode, max_bytes }, { omni }) {
    const check = async (): Promise<object> => {
      const loaded = await load(omni, text, files);
      if (loaded.template === undefined) {
        const issues = [{ message: loaded.problem, context: '' }];
        return { ...VALID, valid: false, summary: 'The text is not a cluster template', issues };
      }
      const { template } = loaded;
      const issues = templateIssues(template).map(({ message, context }) => ({ message, context: context.join(': ') }));
      if (issues.length > 0) return { ...VALID, valid: false, summary: 'The template breaks rules', issues };
      if (mode === 'render') return { ...VALID, documents: omni.render(template) };
      if (mode === 'diff') return { ...VALID, ...(await omni.compare(template)) };
      return VALID;
    };
    const { value, cut } = fitValue(toJsonValue(await check()) as JsonObject, max_bytes);
    return { data: checked.parse({ ...value, truncated: cut }), text: printCheck };
  },
});

/** A text that is no template is an answer here, not a failure. */
async function load(
  omni: SafeOmni,
  text: string,
  files: Readonly<Record<string, string>> | undefined,
): Promise<{ readonly template: Template } | { readonly template?: undefined; readonly problem: string }> {
  try {
    return { template: await omni.loadTemplate(text, argumentFiles(files)) };
  } catch (error) {
    if (isOmniError(error, 'template_invalid')) return { problem: error.message };
    throw error;
  }
}

function printCheck(checkedTemplate: z.output<typeof checked>): string {
  const { valid, summary, issues, changes, documents, guards, impact, plan_hash, truncated } = checkedTemplate;
  return [
    `valid: ${valid}`,
    summary,
    ...issues.map(({ message, context }) => (context === '' ? `- ${message}` : `- ${context}: ${message}`)),
    ...(plan_hash === '' ? [] : [`plan_hash: ${plan_hash}`]),
    ...guards.map(({ id, text }) => `guard ${id}: ${text}`),
    ...impact,
    ...changes.flatMap(({ action, resource, diff }) => [`${action} ${resource}`, ...(diff ? [diff] : [])]),
    ...(documents === '' ? [] : [documents]),
    ...(truncated ? ['truncated: true'] : []),
  ].join('\n');
}
