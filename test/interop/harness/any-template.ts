import { machineId } from '@fleetwright/omni-sandbox';
import fc from 'fast-check';

/** A document of a template as plain data. */
type TemplateDocument = Readonly<Record<string, unknown>>;

/** Two templates of one cluster: what is made first, and what it is changed into. */
export interface TemplatePair {
  readonly cluster: string;
  readonly before: string;
  readonly after: string;
}

/** Machines set aside for each cluster. */
export const MACHINES_PER_CLUSTER = 10;

/** A machine class that no machine fits, so that nothing is taken from the machines of a template. */
export const EMPTY_CLASS = 'nothing-fits';

/** Stands for a scalar that is written without quotes. */
const RAW = '@raw:';

const RAW_SCALARS = ['0o17', '0x1F', '1_000', '1e3', '1.50', '.inf', '-0', '~', 'yes', '2024-01-01', '12:30', '1.0'];
const ODD_TEXTS = ['true', '08', '', 'a: b', ' lead', 'two\nlines\n', 'no break\nat end', 'tab\there', 'é 😀', '<<'];

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/);
const oddText = fc.oneof(word, fc.constantFrom(...ODD_TEXTS), fc.constant('x '.repeat(60)));
const scalar = fc.oneof(
  oddText,
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(...RAW_SCALARS).map((raw) => RAW + raw),
);
const { anyYaml } = fc.letrec<{ anyYaml: unknown }>((tie) => ({
  anyYaml: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie('anyYaml'), { maxLength: 3 }),
    fc.dictionary(word, tie('anyYaml'), { maxKeys: 3 }),
  ),
}));

/** Omni refuses control characters in labels and annotations. */
const labelText = fc.oneof(word, fc.constantFrom(...ODD_TEXTS.filter((text) => !/[\n\t]/.test(text))));
const descriptors = fc.record(
  {
    labels: fc.dictionary(word, labelText, { maxKeys: 2 }),
    annotations: fc.dictionary(word, labelText, { maxKeys: 2 }),
  },
  { requiredKeys: [] },
);

/** Patches that Talos' own decoder takes; the kubelet's extra configuration may hold anything. */
const patchContent = fc.oneof(
  fc.record({ machine: fc.record({ sysctls: fc.dictionary(word, oddText, { maxKeys: 3 }) }) }),
  fc.record({
    machine: fc.record({
      kubelet: fc.record({ extraConfig: fc.dictionary(word, anyYaml, { minKeys: 1, maxKeys: 4 }) }),
    }),
  }),
  fc.constant([
    { machine: { env: { A: 'b' } } },
    { apiVersion: 'v1alpha1', kind: 'WatchdogTimerConfig', device: '/dev/watchdog0' },
  ]),
  fc.constant('# kept as it is\nmachine:\n    env: {A: "b"}\n'),
  // Long enough to be stored compressed.
  word.map((name) => `machine:\n  env:\n    ${name}: "${'long '.repeat(500)}"\n`),
);

const patches = fc
  .array(fc.tuple(descriptors, patchContent, fc.boolean()), { maxLength: 3 })
  .map((list) =>
    list.map(([rest, inline, mayOverride], index) => ({ ...rest, name: `p${index}`, inline, mayOverride })),
  );

const optionalTexts = fc.option(fc.array(word, { maxLength: 2 }), { nil: undefined });
/** The sandbox knows these, as Omni knows those of the image factory. */
const EXTENSIONS = ['siderolabs/qemu-guest-agent', 'siderolabs/iscsi-tools', 'siderolabs/util-linux-tools'];
const extensions = fc.option(fc.uniqueArray(fc.constantFrom(...EXTENSIONS), { maxLength: 2 }), { nil: undefined });
const strategy = fc.option(
  fc.oneof(
    fc.constant({ type: 'Rolling' }),
    fc.constant({ type: 'Unset' }),
    fc.record({ rolling: fc.record({ maxParallelism: fc.integer({ min: 1, max: 5 }) }) }),
  ),
  { nil: undefined },
);

const clusterFields = fc.record({
  descriptors,
  manifests: fc.array(fc.tuple(fc.constantFrom('full', 'one-time'), oddText), { maxLength: 2 }),
  healthchecks: fc.array(fc.constantFrom('30s', '1m30s', '0s'), { maxLength: 2 }),
  features: fc.record(
    {
      enableWorkloadProxy: fc.boolean(),
      useEmbeddedDiscoveryService: fc.boolean(),
      backupConfiguration: fc.record({ interval: fc.constantFrom('1h', '90m', '24h') }),
    },
    { requiredKeys: [] },
  ),
  patches,
  systemExtensions: extensions,
});

const setFields = fc.record({
  descriptors,
  size: fc.integer({ min: 1, max: 3 }),
  patches,
  systemExtensions: extensions,
  kernelArgs: optionalTexts,
  upgradeStrategy: strategy,
});
const workerFields = fc.record({
  set: setFields,
  updateStrategy: strategy,
  deleteStrategy: strategy,
  classSize: fc.constantFrom<number | string>(0, 2, 'unlimited'),
});

const machineFields = fc.record({
  descriptors,
  disk: fc.constantFrom('', '/dev/sda'),
  patches,
  systemExtensions: extensions,
  kernelArgs: optionalTexts,
});

const shape = fc.record({
  cluster: clusterFields,
  controlPlane: setFields,
  workers: fc.option(workerFields, { freq: 3 }),
  pool: fc.option(workerFields, { freq: 1 }),
  classPool: fc.option(workerFields, { freq: 1 }),
  machines: fc.array(machineFields, { minLength: 4, maxLength: 4 }),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

/** What stays the same when a template changes, because Omni would refuse the change. */
const fixed = fc.record({ lockWorker: fc.boolean(), talos: fc.constantFrom('v1.11.3', 'v1.11.5') });
type Fixed = typeof fixed extends fc.Arbitrary<infer T> ? T : never;

/** Pairs of templates of the cluster with a number. Its machines are its own. */
export function anyTemplatePair(number: number): fc.Arbitrary<TemplatePair> {
  const cluster = `cluster-${number}`;
  return fc.tuple(fixed, shape, shape).map(([same, before, after]) => ({
    cluster,
    before: print(documentsOf(cluster, number, same, before)),
    after: print(documentsOf(cluster, number, same, after)),
  }));
}

function documentsOf(cluster: string, number: number, same: Fixed, made: Shape): TemplateDocument[] {
  const slot = (index: number) => machineId(number * MACHINES_PER_CLUSTER + index + 1);
  const slots = (first: number, count: number) => Array.from({ length: count }, (_, index) => slot(first + index));
  const { workers, pool, classPool } = made;
  const named = [
    ...(workers === null ? [] : [{ fields: workers, machines: slots(3, workers.set.size) }]),
    ...(pool === null ? [] : [{ fields: pool, name: 'pool', machines: slots(6, pool.set.size) }]),
  ];
  const machines = [...slots(0, 1), ...named.flatMap((set) => set.machines)];
  return [
    clusterDocument(cluster, same, made.cluster),
    {
      kind: 'ControlPlane',
      machines: slots(0, made.controlPlane.size === 2 ? 3 : 1),
      ...setOf('cp', cluster, made.controlPlane),
    },
    ...named.map(({ fields, ...rest }) => ({
      kind: 'Workers',
      ...rest,
      ...workersOf(rest.name ?? 'w', cluster, fields),
    })),
    ...(classPool === null
      ? []
      : [
          {
            kind: 'Workers',
            name: 'classes',
            machineClass: { name: EMPTY_CLASS, size: classPool.classSize },
            ...workersOf('classes', cluster, classPool),
            kernelArgs: undefined,
          },
        ]),
    ...machines.slice(0, made.machines.length).map((name, index) => {
      const { descriptors: rest, disk, ...fields } = made.machines[index] ?? { descriptors: {}, disk: '' };
      // A locked machine must stay where it is: the first worker is there whenever its set is.
      const locked = same.lockWorker && name === slot(3);
      return {
        kind: 'Machine',
        name,
        ...rest,
        locked,
        install: { disk },
        ...withOverrides(`m${index}`, cluster, fields),
      };
    }),
  ];
}

function clusterDocument(name: string, { talos }: Fixed, made: Shape['cluster']): TemplateDocument {
  const { descriptors: rest, manifests, healthchecks, ...fields } = made;
  return {
    kind: 'Cluster',
    name,
    ...rest,
    kubernetes: {
      version: 'v1.34.1',
      manifests: manifests.map(([mode, inline], index) => ({ name: `m${index}`, mode, inline: `# ${inline}\n` })),
      healthchecks: healthchecks.map((interval, index) => ({
        name: `h${index}`,
        job: { kind: 'Job', index },
        interval,
      })),
    },
    talos: { version: talos },
    ...withOverrides('c', name, fields),
  };
}

function setOf(level: string, cluster: string, made: Shape['controlPlane']): TemplateDocument {
  const { descriptors: rest, size: _, ...fields } = made;
  return { ...rest, ...withOverrides(level, cluster, fields) };
}

function workersOf(level: string, cluster: string, made: NonNullable<Shape['workers']>): TemplateDocument {
  const { updateStrategy, deleteStrategy } = made;
  return { ...setOf(level, cluster, made.set), updateStrategy, deleteStrategy };
}

interface Patched {
  readonly patches?: readonly { readonly name: string; readonly mayOverride: boolean }[];
}

/** Some patches have an id of their own, which no other level may have. */
function withOverrides(level: string, cluster: string, { patches: list = [], ...fields }: Patched): TemplateDocument {
  const written = list.map(({ mayOverride, ...patch }) =>
    mayOverride ? { ...patch, idOverride: `500-${cluster}-${level}-${patch.name}` } : patch,
  );
  return { ...fields, patches: written };
}

/** JSON is YAML; what shall stand without quotes loses them. */
function print(documents: readonly TemplateDocument[]): string {
  return documents.map((document) => `${unquoted(JSON.stringify(document))}\n`).join('---\n');
}

function unquoted(json: string): string {
  return json.replaceAll(new RegExp(`"${RAW}([^"]*)"`, 'g'), ' $1');
}
