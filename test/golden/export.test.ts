import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  diffPlan,
  exportTemplate,
  loadTemplate,
  parseResourcesYaml,
  planSync,
  printTemplate,
  type TemplateFiles,
  type TemplateTarget,
  types,
} from '@fleetwright/omni-core';
import { MemoryState } from '@fleetwright/omni-core/testing';
import { describe, expect, it } from 'vitest';
import { templateCases } from './template-case.ts';

const OPERATIONS = join(import.meta.dirname, 'operations');

/** States whose machine set is gone while nodes of it are left: omnictl exports them no more than we do. */
const NOT_EXPORTED: ReadonlyMap<string, string> = new Map([
  ['e05-export-nodes-without-set/state.yaml', 'unexpected machine set label "demo-gone"'],
  ['s07-remove-worker-set/expected.state.yaml', 'unexpected machine set label "demo-workers"'],
]);

/** Every recorded state, before and after each operation. */
const operations = readdirSync(OPERATIONS).flatMap((name) =>
  readdirSync(join(OPERATIONS, name))
    .filter((file) => file.endsWith('state.yaml'))
    .map((file) => ({ name: `${name}/${file}`, path: join(OPERATIONS, name, file), target: 'next' as const })),
);

/** Every state a recorded template leads to. */
const rendered = templateCases
  .filter(({ kind }) => kind === 'valid')
  .map(({ name }) => ({
    name: `${name}/expected.render.yaml`,
    path: join(import.meta.dirname, 'templates', name, 'expected.render.yaml'),
    target: '1.9' as const,
  }));

const states = [...operations, ...rendered];

const NO_FILES: TemplateFiles = {
  read: (path) => {
    throw new Error(`an exported template refers to ${path}`);
  },
};

async function stateOf(path: string): Promise<MemoryState> {
  const state = new MemoryState();
  for (const resource of parseResourcesYaml(readFileSync(path, 'utf8'))) {
    await state.create(resource, { owner: resource.metadata.owner });
  }
  return state;
}

async function exported(cluster: string, state: MemoryState, target: TemplateTarget): Promise<string> {
  return printTemplate(await exportTemplate(cluster, state, { target, includeKernelArgs: 'managed' }));
}

describe('a template exported from a recorded state', () => {
  it.each(states.filter(({ name }) => !NOT_EXPORTED.has(name)))(
    'changes nothing when it is synced: $name',
    async ({ path, target }) => {
      const state = await stateOf(path);

      const diffs: string[] = [];
      for (const { metadata } of await state.list(types.Cluster)) {
        const text = await exported(metadata.id, state, target);
        const template = await loadTemplate(text, { files: NO_FILES, target });
        diffs.push(diffPlan(await planSync(template, state)));
      }

      expect(diffs.join('')).toBe('');
    },
  );

  it.each([...NOT_EXPORTED])('is refused for %s', async (name, reason) => {
    const state = await stateOf(join(OPERATIONS, name));

    await expect(exported('demo', state, 'next')).rejects.toThrow(reason);
  });
});
