import fc from 'fast-check';
import { memoryFiles } from '../../testing/memory-files.ts';
import { loadTemplate } from '../load-template.ts';
import type { TemplateTarget } from '../target.ts';
import type { Template } from '../template.ts';

/** A template document as plain data; JSON is YAML. */
export type SampleDocument = Readonly<Record<string, unknown>>;

/** A machine id with a number in it. */
export function machineId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** A small valid template; `cluster` adds to or replaces fields of its Cluster document. */
export function sampleDocuments(cluster: SampleDocument = {}): SampleDocument[] {
  return [
    {
      kind: 'Cluster',
      name: 'demo',
      kubernetes: { version: 'v1.34.1' },
      talos: { version: 'v1.11.3' },
      patches: [{ name: 'dns', inline: { machine: { network: { hostname: 'a' } } } }],
      ...cluster,
    },
    { kind: 'ControlPlane', machines: [machineId(1)] },
    { kind: 'Workers', machines: [machineId(11), machineId(12)], kernelArgs: ['console=ttyS0'] },
  ];
}

/** Loads documents as a template without files. */
export function sampleTemplate(
  documents: readonly SampleDocument[] = sampleDocuments(),
  target: TemplateTarget = 'next',
): Promise<Template> {
  const text = documents.map((document) => JSON.stringify(document)).join('\n---\n');
  return loadTemplate(text, { files: memoryFiles({}), target });
}

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const text = fc.oneof(word, fc.constantFrom('true', '1.0', ' lead', 'a: b', 'multi\nline\n', '😀', 'ünï'));
const labels = fc.dictionary(word, text, { maxKeys: 3 });
const patches = fc.uniqueArray(
  fc.record({
    name: word,
    labels,
    inline: fc.oneof(
      fc.record({
        machine: fc.record({ sysctls: fc.dictionary(word, fc.oneof(text, fc.integer(), fc.double({ noNaN: true }))) }),
      }),
      fc.constant(`machine:\n  # ${'long '.repeat(600)}\n  env: {A: b}\n`),
    ),
  }),
  { maxLength: 3, selector: ({ name }) => name },
);
const extensions = fc.option(fc.array(word, { maxLength: 2 }), { nil: undefined });

/** Valid templates of every kind of document, as documents. All of them are for the cluster `demo`. */
export const sampleArbitrary: fc.Arbitrary<SampleDocument[]> = fc
  .record({
    labels,
    patches,
    extensions,
    controlPlanes: fc.integer({ min: 0, max: 3 }),
    sets: fc.uniqueArray(fc.record({ name: word, size: fc.integer({ min: 0, max: 3 }), labels, patches, extensions }), {
      maxLength: 3,
      selector: ({ name }) => name,
    }),
    machines: fc.array(
      fc.record({ labels, patches, extensions, disk: fc.constantFrom('', '/dev/sda'), locked: fc.boolean() }),
      {
        maxLength: 3,
      },
    ),
    args: fc.option(fc.array(word, { maxLength: 2 }), { nil: undefined }),
    proxy: fc.boolean(),
  })
  .map(({ labels, patches, extensions, controlPlanes, sets, machines, args, proxy }) => {
    const workers = sets.filter(({ name }) => name !== 'workers' && name !== 'control-planes');
    const workerIds = workers.flatMap(({ size }, set) => idsOf(100 * (set + 1), size));
    return [
      {
        kind: 'Cluster',
        name: 'demo',
        labels,
        kubernetes: { version: 'v1.34.1' },
        talos: { version: 'v1.11.3' },
        features: { enableWorkloadProxy: proxy },
        patches,
        systemExtensions: extensions,
        kernelArgs: args,
      },
      { kind: 'ControlPlane', machines: idsOf(1, controlPlanes) },
      ...workers.map(({ name, size, labels, patches, extensions }, set) => ({
        kind: 'Workers',
        name,
        labels,
        machines: idsOf(100 * (set + 1), size),
        patches,
        systemExtensions: extensions,
      })),
      ...machines.slice(0, workerIds.length).map(({ labels, patches, extensions, disk, locked }, index) => ({
        kind: 'Machine',
        name: workerIds[index],
        labels,
        locked,
        install: { disk },
        patches,
        systemExtensions: extensions,
      })),
    ];
  });

function idsOf(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => machineId(first + index));
}
