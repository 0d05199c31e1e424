import { mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isOmniError } from '../../errors/omni-error.ts';
import { memoryFiles } from '../../testing/memory-files.ts';
import { composeTemplate } from '../compose/compose-template.ts';
import { loadTemplate } from '../load-template.ts';
import { loadTemplateFile } from '../load-template-file.ts';
import { validateTemplate } from '../validate-template.ts';

// Does one hostile thing, named by the argument, and prints what came of it. A process of its own, so that the test can
// bound its memory and its time.

/** Just below the longest source that is taken. */
const LONG = 4_190_000;
const MACHINE_SETS = '---\nkind: ControlPlane\n---\nkind: Workers\n';

function repeat(text: string, length = LONG): string {
  return text.repeat(Math.floor(length / text.length));
}

function load(text: string): Promise<unknown> {
  return loadTemplate(text, { files: memoryFiles({}) }).then(validateTemplate);
}

function compose(text: string, values = ''): Promise<unknown> {
  const layers = values === '' ? [] : [{ name: 'values', text: values }];
  return composeTemplate({ name: 'base', text }, { files: memoryFiles({}), values: layers }).then(({ template }) =>
    validateTemplate(template),
  );
}

/** Ten aliases of ten aliases of ten … */
function laughs(indent: string): string {
  const line = (index: number) => `${indent}a${index}: &a${index} [${repeat(`*a${index - 1},`, 50)}]\n`;
  return `${indent}a0: &a0 [${'x,'.repeat(10)}]\n${Array.from({ length: 20 }, (_, index) => line(index + 1)).join('')}`;
}

async function inDirectory(act: (directory: string) => Promise<unknown>): Promise<unknown> {
  const directory = await mkdtemp(path.join(tmpdir(), 'hostile-'));
  try {
    return await act(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

const CASES: Readonly<Record<string, () => Promise<unknown>>> = {
  'a list of a million': () => load(`kind: Cluster\nname: [${repeat('a,')}]\n`),
  'a patch of a million values, just below the limit': () =>
    load(`kind: Cluster\npatches:\n- name: p\n  inline: {x: [${'a,'.repeat(330_000)}]}\n${MACHINE_SETS}`),
  'brackets in brackets': () => load(`kind: Cluster\nname: ${repeat('[')}`),
  'lists in lists': () => load(repeat('- ')),
  'keys of keys': () => load(repeat('? ')),
  'aliases of aliases': () => load(`kind: Cluster\npatches:\n- name: p\n  inline:\n${laughs('    ')}`),
  'aliases of aliases in a composition': () =>
    compose(`kind: Cluster\npatches:\n- name: p\n  inline:\n${laughs('    ')}`),
  'an anchor in itself': () => load('kind: Cluster\npatches: &a\n- inline: {x: *a}\n'),
  'unknown fields without end': () =>
    load(`kind: Cluster\n${Array.from({ length: 200_000 }, (_, i) => `k${i}: x\n`).join('')}`),
  'a number of a million digits': () => load(`kind: Cluster\npatches: [{name: p, inline: {x: ${repeat('9')}}}]\n`),
  'values of values': () => compose('kind: Cluster\nname: {{ toJson .a20 }}\n', laughs('')),
  'values over the same values': () =>
    composeTemplate(
      { name: 'base', text: 'kind: Cluster\nname: {{ toJson .m20 }}\n' },
      {
        files: memoryFiles({}),
        values: ['one', 'two'].map((name) => ({
          name,
          text: Array.from({ length: 21 }, (_, i) =>
            i === 0 ? 'm0: &m0 {x: 1}\n' : `m${i}: &m${i} {l: *m${i - 1}, r: *m${i - 1}, s: *m${i - 1}}\n`,
          ).join(''),
        })),
      },
    ),
  'a template that includes itself': () => compose('{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}'),
  'templates that include each other': () =>
    compose('{{ define "x" }}{{ template "y" }}{{ end }}{{ define "y" }}{{ template "x" }}{{ end }}{{ template "x" }}'),
  'a range without end': () => compose('{{ range $i := 9000000000000000000 }}{{ end }}'),
  'ranges in ranges': () => compose(`${repeat('{{ range until 1000 }}', 500)}x${repeat('{{ end }}', 207)}`),
  'a text that doubles': () => compose('{{ $x := "xx" }}{{ range until 99 }}{{ $x = print $x $x }}{{ end }}{{ $x }}'),
  'a list that doubles': () => compose('{{ $x := list 1 }}{{ range until 99 }}{{ $x = concat $x $x }}{{ end }}'),
  'a value that holds itself many times': () =>
    compose('{{ $x := list 1 }}{{ range until 99 }}{{ $x = list $x $x }}{{ end }}{{ toYaml $x }}'),
  'a repetition': () => compose('{{ repeat 2000000000 "x" }}'),
  'an indentation': () => compose('{{ indent 2000000000 "x" }}'),
  'a width': () => compose(`{{ printf "${repeat('%9999d', 60_000)}" 1 }}`),
  'a replacement': () => compose('{{ $x := repeat 1000000 "x" }}{{ replace "x" $x $x }}'),
  'a join': () => compose('{{ $x := repeat 1000000 "x" }}{{ join $x (until 100000 | toJson | splitList ",") }}'),
  'a comparison of everything with everything': () => compose('{{ uniq (until 1000000) | len }}'),
  'brackets in an expression': () => compose(`{{ ${repeat('(', 1_000_000)} }}`),
  'blocks in blocks': () => compose(repeat('{{ if true }}', 1_000_000)),
  'an action without end': () => compose(`{{ "${repeat('a')}`),
  'actions without end': () => compose(repeat('{{ ')),
  'spaces to trim': () => compose(repeat(`${' '.repeat(2000)}x{{- 1 }}`)),
  'a file of 100 MB': () =>
    inDirectory(async (directory) => {
      const file = await open(path.join(directory, 'template.yaml'), 'w');
      await file.truncate(100 * 1024 * 1024);
      await file.close();
      await loadTemplateFile('template.yaml', { workingDirectory: directory });
    }),
  'a patch of 100 MB': () =>
    inDirectory(async (directory) => {
      await writeFile(path.join(directory, 't.yaml'), 'kind: Cluster\npatches: [{file: p.yaml}]\n');
      const file = await open(path.join(directory, 'p.yaml'), 'w');
      await file.truncate(100 * 1024 * 1024);
      await file.close();
      validateTemplate(await loadTemplateFile('t.yaml', { workingDirectory: directory }));
    }),
  'a file without end': () => loadTemplateFile('/dev/zero'),
  'a path out of the root': () =>
    inDirectory(async (directory) => {
      await mkdir(path.join(directory, 'root'));
      await writeFile(path.join(directory, 'secret'), 'machine: {}');
      await symlink('../secret', path.join(directory, 'root', 'link'));
      const text =
        'kind: Cluster\npatches: [{file: ../secret}, {file: link}, {file: /etc/hostname}, {file: link/../link}]\n';
      await writeFile(path.join(directory, 'root', 't.yaml'), text);
      validateTemplate(await loadTemplateFile('t.yaml', { workingDirectory: path.join(directory, 'root') }));
    }),
  'a link to itself': () =>
    inDirectory(async (directory) => {
      await symlink('loop', path.join(directory, 'loop'));
      await writeFile(path.join(directory, 't.yaml'), 'kind: Cluster\npatches: [{file: loop}]\n');
      validateTemplate(await loadTemplateFile('t.yaml', { workingDirectory: directory }));
    }),
};

const [name = ''] = process.argv.slice(2);
if (name === '--list') {
  process.stdout.write(JSON.stringify(Object.keys(CASES)));
} else {
  const outcome = await CASES[name]?.().then(
    () => ({ kind: 'accepted' }),
    (error: unknown) =>
      isOmniError(error)
        ? {
            kind: 'refused',
            name: error.name,
            code: error.code,
            message: error.message.slice(0, 500),
            hint: error.hint,
          }
        : { kind: 'crashed', message: String(error).slice(0, 500) },
  );
  process.stdout.write(JSON.stringify(outcome));
}
