import { loadTemplate, type MachineConfigSchema, type TemplateFiles, templateIssues } from '@fleetwright/omni-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparable, outputOf, recordedOutput, templateCases } from '../golden/template-case.ts';
import { prepareOmnictl } from './harness/omnictl.ts';
import { talosSchema } from './harness/talos-schema.ts';

let schema: MachineConfigSchema;

beforeAll(async () => {
  schema = await talosSchema({ showValues: true });
});

describe('golden templates, with the schema of Talos', () => {
  it('are the 98 recorded cases', () => {
    expect(templateCases).toHaveLength(98);
  });

  describe.each(templateCases)('$name', (golden) => {
    it.each(['validate', 'render'] as const)('answers %s as omnictl does', async (command) => {
      const expected = recordedOutput(golden, command);

      const actual = await outputOf(golden, command, schema);

      expect(comparable(actual.stderr, golden)).toBe(comparable(expected.stderr, golden));
      expect(actual.stdout).toBe(expected.stdout);
    });
  });
});

const NO_FILES: TemplateFiles = {
  read: (path) => {
    throw new Error(`${path} is not there`);
  },
};

describe('a config patch held against the schema', () => {
  it.each([
    'machine: {sysctls: {a: 5}, nodeTaints: {a: b}, certSANs: [1, true, null]}',
    'machine: {files: [{content: x, permissions: 0o644, path: /a, op: create}]}',
    'machine: {install: {wipe: yes}, features: {kubePrism: {port: 1.0}}}',
    'machine: {network: {interfaces: [{interface: eth0, $patch: delete}]}, kubelet: {$patch: delete}}',
    'machine: {kubelet: {extraConfig: {any: {thing: [1]}}, nodeIP: {validSubnets: [a]}}}',
    'machine: {logging: {destinations: [{endpoint: "tcp://a:1", format: json_lines, extraTags: {a: 1}}]}}',
    'machine: {env: {A: 1}, time: {servers: [a], bootTimeout: 2m}, sysfs: {a: b}, pods: [{a: b}]}',
    'machine: {systemDiskEncryption: {state: {provider: luks2, keys: [{slot: 0, nodeID: {}}], options: [a]}}}',
    'cluster: {discovery: {registries: {kubernetes: {disabled: on}}}, apiServer: {extraArgs: {a: b}}}',
    'persist: true',
    'apiVersion: v1alpha1\nkind: LinkConfig\nname: eth0\naddresses: [{address: 10.0.0.1/24}]\nmtu: 1500',
    'apiVersion: v1alpha1\nkind: NetworkRuleConfig\nname: a\nportSelector: {ports: [1, 2-3], protocol: tcp}',
  ])('is taken by both: %s', async (patch) => {
    const answers = await judge(patch);

    expect(answers).toEqual({ ours: undefined, omnictl: undefined });
  });

  it.each([
    'machine:\n  kubelet:\n    extraMounts:\n      - destination: a\n        bogus: 1\n      - destination: b\n      - wrong: c',
    'machine:\n  disks:\n    - device: a\n      partitions:\n        - mountpoint: b\n          sz: 1',
    'machine:\n  registries:\n    mirrors:\n      docker.io:\n        endpoints:\n          - a\n        bogus: 1',
    'machine:\n  network:\n    $patch: replace',
    'apiVersion: v1alpha1\nkind: HostnameConfig\nhostname: a\nbogus:\n  x:\n    - 1\n    - a: b\n  name: "on"',
    'apiVersion: v1alpha2\nkind: HostnameConfig',
    'apiVersion: v1alpha1\nkind: hostnameConfig',
  ])('is refused by both in the same words: %s', async (patch) => {
    const answers = await judge(patch);

    expect(answers.ours).toBeDefined();
    expect(answers.ours).toBe(answers.omnictl);
  });

  it.each([
    'machine: {files: [{content: x, permissions: "0644", path: /a, op: create}]}',
    'machine: {install: {wipe: "true"}}',
    'machine: {features: {kubePrism: {port: 1.5}}}',
    'machine: {nodeLabels: [a]}',
    'machine: {certSANs: a}',
    'machine: [a]',
    'machine: {kubelet: ""}',
    'machine: {a: 1, a: 2}',
    'cluster: {inlineManifests: [{name: a, contents: {a: b}}]}',
  ])('is refused by both, each in the words of its YAML library: %s', async (patch) => {
    const { ours, omnictl } = await judge(patch);

    expect(ours).toMatch(/^error decoding document /);
    expect(omnictl).toMatch(/^error decoding document /);
  });
});

/** What is wrong with a patch; `undefined` for nothing. */
async function judge(patch: string): Promise<{ ours: string | undefined; omnictl: string | undefined }> {
  const template = [
    'kind: Cluster',
    'name: judged',
    'kubernetes: {version: v1.34.1}',
    'talos: {version: v1.11.3}',
    'patches:',
    '  - name: judged',
    '    inline: |',
    patch.replaceAll(/^/gm, '      '),
    '---',
    'kind: ControlPlane',
    '',
  ].join('\n');
  await using omnictl = await prepareOmnictl({ endpoint: '', serviceAccountKey: '' });
  await omnictl.write('template.yaml', template);
  const { stderr } = await omnictl.run(['cluster', 'template', 'validate', '-f', 'template.yaml']);
  const theirs = /failed to validate inline patch "judged": ([\s\S]*?)\n*$/.exec(stderr)?.[1];
  const loaded = await loadTemplate(template, { files: NO_FILES, target: '1.9', machineConfigSchema: schema });
  const ours = templateIssues(loaded)[0]
    ?.message.replace(/^failed to validate inline patch "judged": /, '')
    .trimEnd();
  return { ours, omnictl: theirs };
}
