import { composeTemplate } from '../templates/compose/compose-template.ts';
import { configPatchProblem } from '../templates/config-patch-problem.ts';
import { printTemplate } from '../templates/export/print-template.ts';
import { loadTemplate } from '../templates/load-template.ts';
import { printRenderedTemplate } from '../templates/print-rendered.ts';
import { renderTemplate } from '../templates/render-template.ts';
import { templateIssues } from '../templates/validate-template.ts';
import { memoryFiles } from '../testing/memory-files.ts';
import type { TextTarget } from './target.ts';
import { HOSTILE_YAML, YAML_TOKENS } from './yaml-targets.ts';

const TEMPLATE = `kind: Cluster
name: harbour
labels: {environment: staging}
kubernetes:
  version: v1.34.1
  manifests: [{name: m, file: patch.yaml, mode: one-time}]
talos: {version: v1.11.2}
features: {diskEncryption: true, backupConfiguration: {interval: 1h}}
patches:
  - name: a
    inline: {machine: {sysctls: {a: "1"}}}
  - file: patch.yaml
---
kind: ControlPlane
machines: [00000000-0000-4000-8000-000000000001]
systemExtensions: [siderolabs/qemu]
---
kind: Workers
name: gpu
machineClass: {name: large, size: unlimited}
updateStrategy: {type: Rolling, rolling: {maxParallelism: 3}}
---
kind: Machine
name: 00000000-0000-4000-8000-000000000001
locked: true
install: {disk: /dev/sda}
kernelArgs: [console=ttyS0]
`;

const GO_TEMPLATE = `kind: Cluster
name: {{ .cluster | quote }}
labels:
{{- range $name, $value := .labels }}
  {{ $name }}: {{ $value | default "x" | quote }}
{{- else }} {}
{{- end }}
kubernetes: {version: {{ if eq .stage "prod" }}v1.34.1{{ else }}v1.33.0{{ end }}}
talos: {version: v1.11.2}
{{ define "a" }}{{ . | toYaml | indent 2 }}{{ end }}{{ with .labels }}# {{ include "a" . | trim }}{{ end }}
`;

const TALOS_PATCH = `machine:
  network: {hostname: a, interfaces: [{interface: eth0, dhcp: true}]}
---
apiVersion: v1alpha1
kind: ExtensionServiceConfig
name: a
environment: [A=b]
`;

const files = memoryFiles({ 'patch.yaml': 'machine: {}\n' });
const source = (text: string) => ({ name: 'input.yaml', text });
const words = (text: string) => text.match(/[\w.$/-]+/g) ?? [];
const FUNCTIONS = [
  '{{',
  '}}',
  '{{-',
  '-}}',
  '{{/*',
  '*/}}',
  '`',
  '|',
  '(',
  ')',
  ':=',
  '=',
  '$',
  '.',
  '"',
  "'",
  ' ',
  '\n',
];

/** Cluster templates, their variables, and the patches in them. */
export const TEMPLATE_TARGETS: readonly TextTarget[] = [
  {
    name: 'cluster template',
    seeds: [TEMPLATE],
    hostile: HOSTILE_YAML,
    tokens: [...YAML_TOKENS, ...words(TEMPLATE)],
    read: async (text) => {
      const template = await loadTemplate(text, { files });
      if (templateIssues(template).length > 0) return undefined;
      return [printTemplate(template), printRenderedTemplate(renderTemplate(template))];
    },
  },
  {
    name: 'template with variables',
    seeds: [
      GO_TEMPLATE,
      '{{ range $i, $e := .labels }}{{ template "x" $e }}{{ end }}',
      '{{ printf "%d %s" 1 .cluster }}',
    ],
    tokens: [
      ...FUNCTIONS,
      ...words(GO_TEMPLATE),
      'template',
      'block',
      'break',
      'continue',
      'not',
      'len',
      'index',
      'printf',
    ],
    read: (text) =>
      composeTemplate(source(text), {
        files,
        values: [{ name: 'values.yaml', values: { cluster: 'harbour', stage: 'prod', labels: { a: 'b', c: null } } }],
        limits: { steps: 20_000, outputCharacters: 1_000_000 },
      }),
  },
  {
    name: 'overlay',
    seeds: [
      TEMPLATE,
      'kind: Workers\nname: gpu\n$patch: delete\n',
      'kind: Cluster\nname: harbour\nlabels: {$patch: replace, a: b}\n',
    ],
    hostile: HOSTILE_YAML,
    tokens: [...YAML_TOKENS, ...words(TEMPLATE), '$patch: ', 'merge', 'replace', 'delete'],
    read: (text) => composeTemplate(source(TEMPLATE), { files, overlays: [source(text)] }),
  },
  {
    name: 'values file',
    seeds: ['cluster: a\nlabels: {a: 1, b: [true, null, 1.5]}\n'],
    hostile: HOSTILE_YAML,
    tokens: YAML_TOKENS,
    read: (text) => composeTemplate(source(GO_TEMPLATE), { files, values: [source(text)] }),
  },
  {
    name: 'config patch',
    seeds: [TALOS_PATCH],
    hostile: HOSTILE_YAML,
    tokens: [...YAML_TOKENS, ...words(TALOS_PATCH), '$patch: delete'],
    read: (text) => configPatchProblem(text),
  },
];
