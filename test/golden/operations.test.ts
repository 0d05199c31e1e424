import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  applyPlan,
  Clusters,
  diffPlan,
  diffStep,
  exportTemplate,
  GUARD_IDS,
  isOmniError,
  loadTemplateFile,
  type Plan,
  parseResourcesYaml,
  planDelete,
  planSync,
  printClusterTree,
  printEvent,
  printPlan,
  printResourceYaml,
  printTemplate,
  type Resource,
} from '@fleetwright/omni-core';
import { MemoryState } from '@fleetwright/omni-core/testing';
import { describe, expect, it } from 'vitest';

/** What the engine just after v1.10.4 does, case by case. See README.md beside this file. */
const ROOT = join(import.meta.dirname, 'operations');
const TARGET = 'next';

/** Only what templates write, and the connections of machines, is recorded. */
const RECORDED =
  /^(Clusters|ConfigPatches|ExtensionsConfigurations|KernelArgs|KubernetesHealthChecks|KubernetesManifestGroups|Links|MachineInstallDiskConfigs|MachineSetNodes|MachineSets)\.omni\.sidero\.dev$/;

interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** Lines of one resource type may come in any order. */
  readonly unordered: boolean;
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly state: MemoryState;
}

const commands = readdirSync(ROOT).map((name): Command => {
  const { omnictl, order } = JSON.parse(readFileSync(join(ROOT, name, 'case.json'), 'utf8'));
  return { name, args: omnictl.split(' '), unordered: order !== undefined };
});

async function run({ name, args }: Command): Promise<Outcome> {
  const state = await stateOf(name);
  let stdout = '';
  const verbose = args.includes('--verbose');
  try {
    if (args.includes('export')) {
      return {
        stdout: printTemplate(await exportTemplate(args.at(-1) ?? '', state, { target: TARGET })),
        stderr: '',
        state,
      };
    }
    if (args.includes('status')) return await status(args, state);
    const plan = await planFor(name, args, state);
    if (args.includes('diff')) return { stdout: diffPlan(plan), stderr: '', state };
    if (args.includes('--dry-run')) return { stdout: printPlan(plan, { verbose }), stderr: '', state };
    const releasing = releaseFinalizers(state);
    await applyPlan(plan, state, {
      // One at a time, and without a question, as omnictl does it.
      concurrency: 1,
      allow: GUARD_IDS,
      onStep: (event) => {
        stdout += printEvent(event);
        if (verbose && event.state === 'begun') stdout += diffStep(event.step, TARGET);
      },
    });
    releasing.abort();
    return { stdout, stderr: '', state };
  } catch (error) {
    if (!isOmniError(error)) throw error;
    return { stdout, stderr: `Error: ${error.message}\n`, state };
  }
}

async function status(args: readonly string[], state: MemoryState): Promise<Outcome> {
  const report = await new Clusters(state).status('demo');
  return {
    stdout: args.includes('--quiet') ? '' : printClusterTree(report),
    stderr: report.healthy ? '' : 'Error: cluster is not healthy\n',
    state,
  };
}

async function planFor(name: string, args: readonly string[], state: MemoryState): Promise<Plan> {
  const isTemplate = args.includes('template');
  const template = isTemplate && (await loadTemplateFile(join(ROOT, name, 'template.yaml'), { target: TARGET }));
  if (template && !args.includes('delete')) {
    return await planSync(template, state, { strict: true });
  }
  const cluster = template ? 'demo' : (args[args.indexOf('delete') + 1] ?? '');
  const destroyDisconnectedMachines = args.includes('--destroy-disconnected-machines');
  return await planDelete(cluster, state, { target: TARGET, destroyDisconnectedMachines });
}

async function stateOf(name: string): Promise<MemoryState> {
  const state = new MemoryState();
  const file = join(ROOT, name, 'state.yaml');
  const resources = existsSync(file) ? parseResourcesYaml(readFileSync(file, 'utf8')) : [];
  for (const resource of resources) await state.create(resource, { owner: resource.metadata.owner });
  return state;
}

/** Stands in for the controllers, which let go of what is torn down. */
function releaseFinalizers(state: MemoryState): AbortController {
  const stop = new AbortController();
  const held = state.snapshot().filter(({ metadata }) => metadata.finalizers.length > 0);
  for (const { type, metadata } of held) {
    void (async () => {
      for await (const event of state.watch<unknown>(type, { id: metadata.id, signal: stop.signal })) {
        if (event.kind !== 'updated' || event.resource.metadata.phase !== 'tearingDown') continue;
        await state.modify<unknown>(
          type,
          metadata.id,
          (draft) => {
            draft.finalizers = [];
          },
          { expectedPhase: 'any' },
        );
        return;
      }
    })().catch(() => {});
  }
  return stop;
}

function printed(resources: readonly Resource[]): string[] {
  return resources
    .filter(({ metadata }) => RECORDED.test(metadata.type))
    .map((resource) => withoutTimes(printResourceYaml(resource, { indent: 2, target: TARGET })))
    .toSorted();
}

function withoutTimes(text: string): string {
  return text.replace(/^([ +-]? {2}(?:created|updated): ).*$/gm, '$11970-01-01T00:00:00Z');
}

/** The output step by step; with diffs reduced to what they add and take away, in any order within a run. */
function comparable(stdout: string, unordered: boolean): string[] {
  const steps = withoutTimes(stdout)
    .split(/^(?=\* |--- )/m)
    .map((step) => (step.startsWith('--- ') ? comparableDiff(step) : step));
  return unordered ? steps.toSorted() : steps;
}

function comparableDiff(diff: string): string {
  return diff
    .split(/^(?=@@ )/m)
    .map((hunk) => {
      const [head = '', ...lines] = hunk.split('\n');
      return [head, ...lines.toSorted()].join('\n');
    })
    .join('');
}

describe('golden operations', () => {
  it('are the 25 recorded cases', () => {
    expect(commands.length).toBe(25);
  });

  it.each(commands)('$name prints what omnictl prints and leaves the same state', async (command) => {
    const read = (file: string) => readFileSync(join(ROOT, command.name, file), 'utf8');

    const { stdout, stderr, state } = await run(command);

    expect(comparable(stdout, command.unordered)).toEqual(comparable(read('expected.stdout'), command.unordered));
    expect(stderr).toBe(read('expected.stderr'));
    if (existsSync(join(ROOT, command.name, 'expected.state.yaml'))) {
      expect(printed(state.snapshot())).toEqual(printed(parseResourcesYaml(read('expected.state.yaml'))));
    }
  });
});
