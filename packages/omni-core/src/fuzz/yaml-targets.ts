import { validateAccessPolicy } from '../access-policies/validate-access-policy.ts';
import { mergeKubeconfig } from '../config/merge-kubeconfig.ts';
import { mergeTalosconfig } from '../config/merge-talosconfig.ts';
import { mergeOmniconfig, parseOmniconfig, printOmniconfig } from '../config/omniconfig.ts';
import { printResources } from '../printing/print-resources.ts';
import { createMarker } from '../redaction/marker.ts';
import { redactResource } from '../redaction/redact-resource.ts';
import { newResource } from '../resources/new-resource.ts';
import { parseResourcesYaml } from '../resources/parse-resources-yaml.ts';
import { types } from '../resources/registry.ts';
import { printResourcesYaml } from '../resources/resource-yaml.ts';
import { resourceOf } from '../resources/stored-resource.ts';
import { validateResource } from '../validation/validate-resource.ts';
import type { TextTarget } from './target.ts';

/** Words of YAML, the rare ones included. */
export const YAML_TOKENS: readonly string[] = [
  '\n',
  '\n  ',
  '\n- ',
  ': ',
  '- ',
  '  ',
  '\t',
  '---\n',
  '...\n',
  '{',
  '}',
  '[',
  ']',
  ',',
  '"',
  "'",
  '|',
  '>',
  '|2-\n',
  '&a ',
  '*a',
  '<<: *a',
  '!!binary ',
  '!!int ',
  '!!merge ',
  '!x ',
  '%YAML 1.1\n',
  '# ',
  '? ',
  'null',
  '~',
  '1e400',
  '0x1F',
  '.nan',
  'yes',
  '1:30',
  '2026-01-01',
  '\u0085',
  '\ufeff',
  '\0',
  '\\x',
  '__proto__',
  'constructor',
];

/** Each line of the bomb is ten times the one before it. */
const bomb = Array.from(
  { length: 12 },
  (_, depth) => `a${depth}: &a${depth} [${`*a${depth - 1},`.repeat(depth && 10)}1]`,
);
const deep = ['[', '{a: ', '- ', '? ', '{? ', '&a ', '!x '].map((opening) => opening.repeat(1_500));
/** Everything YAML is known to be abused with. */
export const HOSTILE_YAML: readonly string[] = [
  `${bomb.join('\n')}\n`,
  ...deep,
  `${'a:\n '.repeat(500)}b`,
  'a: &a [*a]\n',
  '<<: {<<: {a: 1}}\n',
];

const RESOURCES = `metadata:
  namespace: default
  type: Clusters.omni.sidero.dev
  id: harbour
  version: undefined
  owner:
  phase: running
  created: 2026-11-22T21:00:00Z
  labels:
    a: "1"
  finalizers:
    - x
spec:
  kubernetesversion: 1.34.1
  talosversion: 1.11.2
  features:
    diskencryption: true
  backupconfiguration:
    interval: 1h0m0s
    enabled: true
---
metadata: {type: MachineClasses.omni.sidero.dev, id: large}
spec:
  matchlabels: [omni.sidero.dev/cores >= 8]
  autoprovision:
    providerdata: |
      a: b
---
metadata: {type: ConfigPatches.omni.sidero.dev, id: p, labels: {omni.sidero.dev/cluster: harbour}}
spec: {data: "machine: {}\\n"}
`;

const KUBECONFIG = `apiVersion: v1
kind: Config
clusters: [{name: a, cluster: {server: "https://a", certificate-authority-data: QQ==}}]
users: [{name: u, user: {exec: {command: kubectl, args: [oidc-login]}}}]
contexts: [{name: c, context: {cluster: a, user: u, namespace: default}}]
current-context: c
`;

const TALOSCONFIG = 'context: a\ncontexts:\n  a:\n    endpoints: [https://a]\n    auth: {siderov1: {identity: x}}\n';
const OMNICONFIG = 'context: a\ncontexts:\n  a:\n    url: https://a\n    auth: {basic: x, siderov1: {identity: b}}\n';
const POLICY = `metadata: {type: AccessPolicies.omni.sidero.dev, id: access-policy}
spec:
  usergroups: {g: {users: [{name: a}, {match: "*"}, {labelselectors: [a=b]}]}}
  clustergroups: {c: {clusters: [{name: a}, {match: "[a"}]}}
  rules: [{users: [group/g], clusters: [group/c], role: Operator, kubernetes: {impersonate: {groups: [x]}}}]
  tests: [{name: t, user: {name: a}, cluster: {name: a}, expected: {role: Reader}}]
`;

const target = (name: string, seed: string, read: (text: string) => unknown): TextTarget => ({
  name,
  seeds: [seed],
  hostile: HOSTILE_YAML,
  tokens: [...YAML_TOKENS, ...(seed.match(/[\w.-]+/g) ?? [])],
  read,
});

const SPEC_YAML = 'talosversion: 1.11.2\nkubernetesversion: 1.34.1\nfeatures:\n    diskencryption: true\n';
const cluster = newResource(types.Cluster, { id: 'harbour' });

/** Files people write, or get from somewhere. */
export const YAML_TARGETS: readonly TextTarget[] = [
  target('resources', RESOURCES, (text) => {
    const resources = parseResourcesYaml(text);
    return [printResourcesYaml(resources), resources.map((resource) => validateResource(resource))];
  }),
  target('access policy', POLICY, (text) =>
    parseResourcesYaml(text)
      .filter(({ type }) => type.type === types.AccessPolicy.type)
      .map(({ spec }) => validateAccessPolicy(spec as object)),
  ),
  target('YAML of a server', SPEC_YAML, (specYaml) => {
    const spec = resourceOf(types.Cluster, cluster.metadata, new Uint8Array(), { specYaml });
    return [printResources(types.Cluster, [spec], 'json'), redactResource(spec, createMarker(new Uint8Array(32)))];
  }),
  target('kubeconfig', KUBECONFIG, (text) => [mergeKubeconfig(text, KUBECONFIG), mergeKubeconfig(KUBECONFIG, text)]),
  target('talosconfig', TALOSCONFIG, (text) => [
    mergeTalosconfig(text, TALOSCONFIG),
    mergeTalosconfig(TALOSCONFIG, text),
  ]),
  target('omniconfig', OMNICONFIG, (text) =>
    printOmniconfig(mergeOmniconfig(parseOmniconfig(OMNICONFIG), parseOmniconfig(text)).config),
  ),
];
