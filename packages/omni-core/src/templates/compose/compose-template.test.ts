import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../testing/memory-files.ts';
import { loadTemplate } from '../load-template.ts';
import { sampleArbitrary } from '../testing/sample-templates.ts';
import { type ComposeOptions, type Composition, composeTemplate } from './compose-template.ts';
import { printExplanations } from './explain.ts';

const MACHINE_SETS = 'kind: ControlPlane\nmachines: [a]\n---\nkind: Workers\nname: gpu\nmachines: [b, c]\n';

function compose(
  base: string,
  options: Partial<ComposeOptions> & { readonly over?: readonly string[] } = {},
): Promise<Composition> {
  const { over = [], ...rest } = options;
  const overlays = over.map((text, index) => ({ name: `overlay-${index + 1}`, text }));
  return composeTemplate({ name: 'base', text: base }, { files: memoryFiles({}), overlays, ...rest });
}

function values(object: Parameters<typeof layer>[0]): Partial<ComposeOptions> {
  return { values: [layer(object)] };
}

function layer(object: NonNullable<ComposeOptions['set']>) {
  return { name: 'values', values: object };
}

describe('composeTemplate', () => {
  it('prints a template without overlays as it stands, with its values in it', async () => {
    const text = '# of the base\nkind: Cluster\nname: {{ .name }}  # the name\n';

    const composition = await compose(text, values({ name: 'demo' }));

    expect(composition.text).toBe('# of the base\nkind: Cluster\nname: demo  # the name\n');
    expect(composition.template.documents[0]).toMatchObject({ kind: 'Cluster', name: 'demo' });
  });

  it('keeps documents that no overlay touches as they stand', async () => {
    const base = `kind: Cluster\nname: a\n---\n# three of them\n${MACHINE_SETS}`;

    const { text } = await compose(base, { over: ['kind: Cluster\nname: b\n'] });

    expect(text).toBe(`kind: Cluster\nname: b\n---\n# three of them\n${MACHINE_SETS}`);
  });

  it('reads every layer from the files, and moves references of other directories', async () => {
    const files = memoryFiles({
      'base.yaml': 'kind: Cluster\nname: {{ include "name" . }}\npatches: [{file: p.yaml}]\n',
      'prod/overlay.yaml':
        'kind: Cluster\npatches: [{file: ../p.yaml, name: shared}, {file: own.yaml}]\nkubernetes: {manifests: [{name: m, file: m/m.yaml}]}\n',
      'values/all.yaml': 'name: demo\nstage: dev\n',
      'values/prod.json': '{ "stage": "prod" }',
      '_names.tpl': '{{ define "name" }}{{ .name }}-{{ .stage }}{{ end }}',
      'p.yaml': 'machine: {}',
      'prod/own.yaml': 'machine: {}',
      'prod/m/m.yaml': 'kind: Pod',
    });

    const { text, template, layers } = await composeTemplate('base.yaml', {
      files,
      overlays: ['prod/overlay.yaml'],
      values: ['values/all.yaml', 'values/prod.json'],
      partials: ['_names.tpl'],
    });

    expect(text).toContain('name: demo-prod\n');
    expect([...template.files.keys()]).toEqual(['p.yaml', 'prod/own.yaml', 'prod/m/m.yaml']);
    expect([...template.files.values()].every((content) => typeof content === 'string')).toBe(true);
    expect(layers.map(({ role, name }) => `${role} ${name}`)).toEqual([
      'values values/all.yaml',
      'values values/prod.json',
      'partial _names.tpl',
      'base base.yaml',
      'overlay prod/overlay.yaml',
    ]);
  });
});

describe('values', () => {
  it('are laid over each other: maps are merged, lists replaced, null takes away', async () => {
    const layers = [
      { name: 'one', text: 'a: {x: 1, y: 2, gone: 3}\nl: [1, 2]\n' },
      { name: 'two', text: 'a: {y: 4, gone: null}\nl: [3]\n' },
    ];

    const { text } = await compose("kind: Cluster\nname: '{{ toJson .a }}{{ toJson .l }}{{ .b.c }}'\n", {
      values: layers,
      set: { 'b.c': true },
    });

    expect(text).toContain(`name: '{"x":1,"y":4}[3]true'`);
  });

  it('keep the characters of numbers', async () => {
    const { text } = await compose(
      'kind: Cluster\nkubernetes: {version: {{ .version }}}\nname: m{{ .mode }}d{{ .date }}\n',
      {
        values: [{ name: 'v', text: 'version: 1.30\nmode: 0644\ndate: 2026-01-01\n' }],
      },
    );

    expect(text).toBe('kind: Cluster\nkubernetes: {version: 1.30}\nname: m0644d2026-01-01\n');
  });

  it.each([
    ['a list', '- 1\n', 'v:1:1: values are a map, with a name for each'],
    ['two documents', 'a: 1\n---\nb: 2\n', 'v:2:1: a values file has one document only'],
    ['a value given twice', 'a: 1\nb: {c: 1, c: 2}\n', 'v:2:11: this value is given twice'],
    ['no YAML', 'a: [\n', 'v:2:1: this is not YAML'],
    ['an unknown anchor', 'a: *b\n', "v:1:1: this is not YAML: unknown anchor 'b' referenced"],
  ])('are refused with their place: %s', async (_, text, message) => {
    await expect(compose('kind: Cluster\n', { values: [{ name: 'v', text }] })).rejects.toMatchObject({
      name: 'TemplateSourceError',
      code: 'template_invalid',
      message: expect.stringContaining(message),
    });
  });

  it('that are missing are all named at once, in base and overlays', async () => {
    const error = compose('kind: Cluster\nname: {{ .name }}\n', {
      over: ['kind: Cluster\nlabels: {a: {{ .label }}}\n'],
    });

    await expect(error).rejects.toMatchObject({
      message: 'base:2:10: .name is not set\noverlay-1:2:16: .label is not set',
      problems: [
        { place: { file: 'base', line: 2, column: 10 }, message: '.name is not set' },
        { place: { file: 'overlay-1', line: 2, column: 16 }, message: '.label is not set' },
      ],
    });
  });

  it('may be missing when asked for', async () => {
    const { text } = await compose('kind: Cluster\nname: "{{ .name }}"\n', { missing: 'empty' });

    expect(text).toBe('kind: Cluster\nname: ""\n');
  });
});

describe('an overlay', () => {
  it.each([
    [
      'merges maps',
      'kind: Cluster\nlabels: {a: x, b: y}\n',
      'labels: {b: z, c: w}',
      'kind: Cluster\nlabels:\n  a: x\n  b: z\n  c: w\n',
    ],
    [
      'takes away with null',
      'kind: Cluster\nlabels: {a: x, b: y}\n',
      'labels: {b: null}',
      'kind: Cluster\nlabels:\n  a: x\n',
    ],
    [
      'takes away with a directive',
      'kind: Cluster\nlabels: {a: x}\nname: n\n',
      'labels: {$patch: delete}',
      'kind: Cluster\nname: n\n',
    ],
    [
      'replaces with a directive',
      'kind: Cluster\nlabels: {a: x}\n',
      'labels: {$patch: replace, b: y}',
      'kind: Cluster\nlabels:\n  b: y\n',
    ],
    [
      'adds extensions',
      'kind: Cluster\nsystemExtensions: [a, b]\n',
      'systemExtensions: [b, c]',
      'kind: Cluster\nsystemExtensions:\n  - a\n  - b\n  - c\n',
    ],
    [
      'empties lists',
      'kind: Cluster\nsystemExtensions: [a, b]\n',
      'systemExtensions: []',
      'kind: Cluster\nsystemExtensions: []\n',
    ],
    [
      'replaces kernel arguments',
      'kind: Cluster\nkernelArgs: [a, b]\n',
      'kernelArgs: [c]',
      'kind: Cluster\nkernelArgs:\n  - c\n',
    ],
    [
      'takes items from lists',
      'kind: Cluster\nsystemExtensions: [a, b]\n',
      '$deleteFromPrimitiveList/systemExtensions: [a]',
      'kind: Cluster\nsystemExtensions:\n  - b\n',
    ],
    [
      'merges patches by name',
      'kind: Cluster\npatches: [{name: a, inline: {machine: {x: 1, y: [1]}}}, {name: b, file: f}]\n',
      'patches: [{name: a, inline: {machine: {y: [2], z: 3}}}, {name: c, inline: {}}]',
      'kind: Cluster\npatches:\n  - name: a\n    inline:\n      machine:\n        x: 1\n        y:\n          - 2\n        z: 3\n  - name: b\n    file: f\n  - name: c\n    inline: {}\n',
    ],
    [
      'finds patches by their id first',
      'kind: Cluster\npatches: [{idOverride: i, name: a, file: f}]\n',
      'patches: [{idOverride: i, name: b}]',
      'kind: Cluster\npatches:\n  - idOverride: i\n    name: b\n    file: f\n',
    ],
    [
      'lets one source of a patch replace the other',
      'kind: Cluster\npatches: [{name: a, file: f}]\n',
      'patches: [{name: a, inline: {debug: true}}]',
      'kind: Cluster\npatches:\n  - name: a\n    inline:\n      debug: true\n',
    ],
    [
      'leaves the directives of Talos to Talos',
      'kind: Cluster\npatches: [{name: a, inline: {machine: {x: {$patch: delete}}}}]\n',
      'patches: [{name: a, inline: {machine: {y: {$patch: delete}}}}]',
      'kind: Cluster\npatches:\n  - name: a\n    inline:\n      machine:\n        x:\n          $patch: delete\n        y:\n          $patch: delete\n',
    ],
    [
      'merges the documents of a patch',
      'kind: Cluster\npatches: [{name: a, inline: [{debug: true}, {apiVersion: v1alpha1, kind: K, name: n, x: 1}]}]\n',
      'patches: [{name: a, inline: [{apiVersion: v1alpha1, kind: K, name: n, y: 2}]}]',
      'kind: Cluster\npatches:\n  - name: a\n    inline:\n      - debug: true\n      - apiVersion: v1alpha1\n        kind: K\n        name: n\n        x: 1\n        y: 2\n',
    ],
    [
      'replaces lists with a directive',
      'kind: Cluster\npatches: [{name: a, file: f}]\n',
      'patches: [{$patch: replace}, {name: b, file: g}]',
      'kind: Cluster\npatches:\n  - name: b\n    file: g\n',
    ],
  ])('%s', async (_, base, over, expected) => {
    expect((await compose(base, { over: [`kind: Cluster\n${over}\n`] })).text).toBe(expected);
  });

  it('finds documents by kind and name, adds others, and takes away', async () => {
    const over = [
      'kind: ControlPlane\nmachines: [d]\n---\nkind: Workers\nmachines: [e]\n---\nkind: Workers\nname: gpu\n$patch: delete\n',
      'kind: Workers\nmachineClass: {name: large, size: 2}\n',
    ];

    const { text } = await compose(MACHINE_SETS, { over });

    expect(text).toBe(
      'kind: ControlPlane\nmachines:\n  - a\n  - d\n---\nkind: Workers\nmachineClass:\n  name: large\n  size: 2\n',
    );
  });

  it.each([
    [
      'takes away what is not there',
      'kind: Workers\nname: cpu\n$patch: delete\n',
      'overlay-1:3:1: there is no Workers[cpu] to delete',
    ],
    ['misspells a directive', 'kind: ControlPlane\n$ptach: delete\n', 'overlay-1:2:1: $ptach is no instruction here'],
    ['misspells a word', 'kind: ControlPlane\n$patch: remove\n', 'overlay-1:2:1: $patch is no instruction here'],
    [
      'takes an item from a list that does not have it',
      'kind: ControlPlane\n$deleteFromPrimitiveList/machines: [z]\n',
      'overlay-1:2:36: ControlPlane.machines does not have "z"',
    ],
    [
      'merges into nothing',
      'kind: ControlPlane\npatches: [{name: p, $patch: merge}]\n',
      'overlay-1:2:21: there is no ControlPlane.patches to merge',
    ],
  ])('is refused when it %s', async (_, over, message) => {
    await expect(compose(MACHINE_SETS, { over: [over] })).rejects.toThrow(message);
  });

  it('is refused when nobody can tell what it means', async () => {
    await expect(
      compose('kind: Workers\n---\nkind: Workers\n', { over: ['kind: Workers\nmachines: [a]\n'] }),
    ).rejects.toThrow('overlay-1:1:1: there is more than one Workers, so nobody can tell which one is meant');
  });

  it('may use aliases of its own', async () => {
    const over = ['kind: Cluster\nlabels: &l {a: b}\nannotations: *l\n'];

    const { template } = await compose('kind: Cluster\nname: &n x\nannotations: {n: *n}\n', { over });

    expect(template.documents[0]).toMatchObject({ labels: { a: 'b' }, annotations: { n: 'x', a: 'b' } });
  });
});

describe('an explanation', () => {
  it('says where each value comes from and what it overrode', async () => {
    const composition = await compose(
      'kind: Cluster\nname: {{ .name }}\nlabels: {a: b, c: d}\npatches:\n{{ toYaml .patches }}\n',
      {
        values: [
          { name: 'base.yaml', text: 'name: x\npatches: [{name: p, inline: {debug: false}}]\n' },
          { name: 'prod.yaml', text: 'name: y\n' },
        ],
        over: ['kind: Cluster\nlabels: {a: e, c: null}\n', 'kind: Cluster\nlabels: {a: f}\n'],
      },
    );

    expect(printExplanations(composition.explain())).toBe(`Cluster.kind: base:1:7
Cluster.name: base:2:10
  from .name: prod.yaml:1:7, overrides base.yaml:1:7
Cluster.labels.a: overlay-2:2:13
  overrides overlay-1:2:13
  overrides base:3:13
Cluster.patches[p].name: base:5:4
  from .patches[0].name: base.yaml:2:18
Cluster.patches[p].inline.debug: base:5:4
  from .patches[0].inline.debug: base.yaml:2:37
Cluster.labels.c: removed by overlay-1:2:19
  was base:3:19
`);
    expect(composition.explain('Cluster.labels').map(({ path }) => path)).toEqual([
      'Cluster.labels.a',
      'Cluster.labels.c',
    ]);
    expect(composition.explain('Cluster.patches[p].inline')).toHaveLength(1);
  });

  it('holds no value', async () => {
    const composition = await compose('kind: Cluster\nname: {{ .a }}\nlabels: {x: canary-1}\n', {
      ...values({ a: 'canary-2' }),
      over: ['kind: Cluster\nlabels: {x: canary-3}\n'],
    });

    expect(composition.text).toContain('canary-3');
    expect(JSON.stringify(composition.explain())).not.toContain('canary');
  });
});

describe('what is no template', () => {
  it('is refused at the place of its layer', async () => {
    const over = ['kind: Cluster\nfoo: 1\nlabels: [a]\n'];

    await expect(
      compose('kind: Cluster\nname: {{ .name }}\n', { ...values({ name: 'x' }), over }),
    ).rejects.toMatchObject({
      name: 'TemplateLoadError',
      message: expect.stringMatching(
        /overlay-1:2:1: field foo not found(?:.|\n)*overlay-1:3:9: cannot construct !!seq/,
      ),
    });
  });

  it('is refused as YAML at the place in the template', async () => {
    await expect(compose('kind: Cluster\nname: {{ .name }}\n', values({ name: 'canary: x' }))).rejects.toThrow(
      /^base:2:10: this is not YAML: (?!.*canary)/,
    );
  });
});

describe('any template', () => {
  const plainText = fc.string().filter((text) => !text.includes('{{'));
  const asText = (documents: readonly object[]) =>
    documents.map((document) => JSON.stringify(document)).join('\n---\n');

  // A null in an overlay takes away what it stands for, so repeating one is no repetition.
  const withoutNulls = sampleArbitrary.filter((documents) => !JSON.stringify(documents).includes(':null'));

  it('stays what it is under an overlay that repeats it, and as its own text', async () => {
    await fc.assert(
      fc.asyncProperty(withoutNulls, async (documents) => {
        const plain = await loadTemplate(asText(documents), { files: memoryFiles({}) });
        // Without names one cannot tell which of two workers is meant; repeating them is no overlay.
        const repeated = await compose(asText(documents), { over: [asText(documents)] });
        const reloaded = await loadTemplate(repeated.text, { files: memoryFiles({}) });

        expect(repeated.template.documents).toEqual(plain.documents);
        expect(reloaded.documents).toEqual(plain.documents);
      }),
      { numRuns: 200 },
    );
  });

  it('takes the last of several overlays, and those in between leave no trace', async () => {
    await fc.assert(
      fc.asyncProperty(sampleArbitrary, plainText, plainText, async (documents, first, second) => {
        const label = (text: string) => JSON.stringify({ kind: 'Cluster', labels: { x: text } });

        const both = await compose(asText(documents), { over: [label(first), label(second)] });
        const last = await compose(asText(documents), { over: [label(second)] });

        expect(both.text).toBe(last.text);
        expect(both.template).toEqual(last.template);
      }),
      { numRuns: 100 },
    );
  });
});
