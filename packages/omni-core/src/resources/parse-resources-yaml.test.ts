import { describe, expect, it } from 'vitest';
import { isOmniError } from '../errors/omni-error.ts';
import { parseResourcesYaml } from './parse-resources-yaml.ts';
import { types } from './registry.ts';
import { UNSTORED_VERSION } from './resource.ts';

const HEAD = 'metadata:\n  type: Clusters.omni.sidero.dev\n  id: demo\n';

describe('parseResourcesYaml', () => {
  it('reads documents into resources with the defaults of their type', () => {
    const [cluster, second] = parseResourcesYaml(`${HEAD}spec:\n  talosversion: 1.10\n---\n---\n${HEAD}`);

    expect(cluster?.type).toBe(types.Cluster);
    expect(cluster?.metadata).toMatchObject({ namespace: 'default', version: UNSTORED_VERSION, phase: 'running' });
    expect(cluster?.spec).toMatchObject({ talosVersion: '1.10' });
    expect(second?.spec).toMatchObject({ talosVersion: '' });
  });

  it('takes metadata as it is written, since nothing in it has a type', () => {
    const [cluster] = parseResourcesYaml(`${HEAD}  labels:\n    a: ~\n    b: yes\n    c: 1.0\n    d:\n`);

    expect(cluster?.metadata.labels).toEqual({ a: '~', b: 'yes', c: '1.0', d: '' });
  });

  it('reads enums, 64-bit numbers, bytes, durations and anchors', () => {
    const [check] = parseResourcesYaml(
      'metadata: {type: KubernetesHealthChecks.omni.sidero.dev, id: x}\nspec:\n  job: &job "a"\n  interval: {seconds: 9007199254740993, nanos: 1}\n',
    );

    expect(check?.spec).toMatchObject({ job: 'a', interval: { seconds: 9007199254740993n, nanos: 1 } });
  });

  it.each([
    ['a: [', 'document 1, line 1: not valid YAML (BAD_INDENT)'],
    ['- 1', 'document 1, line 1: expected a mapping'],
    ['spec: {}', 'document 1, line 1: metadata is missing'],
    ['metadata: {type: Clusters.omni.sidero.dev}', 'document 1, line 1, metadata: id is missing'],
    [`${HEAD}  nmae: x\n`, 'document 1, line 4, metadata.nmae: there is no such metadata field'],
    [`${HEAD}status: x\n`, 'document 1, line 4, status: a resource has only metadata and spec'],
    [
      `---\n${HEAD}---\n${HEAD}spec:\n  talosVersio: x\n`,
      'document 2, line 10, spec.talosVersio: there is no such field',
    ],
    [
      `${HEAD}spec:\n  features:\n    diskencryption: "true"\n`,
      'document 1, line 6, spec.features.diskencryption: expected true or false',
    ],
    [`${HEAD}spec:\n  talosversion: [x]\n`, 'document 1, line 5, spec.talosversion: expected a text'],
    [
      'metadata: {type: MachineSets.omni.sidero.dev, id: x}\nspec: {updatestrategy: Rolling}\n',
      'document 1, line 2, spec.updatestrategy: expected a whole number',
    ],
    [
      'metadata: {type: MachineSets.omni.sidero.dev, id: x}\nspec: {machineallocation: {machinecount: -1}}\n',
      'document 1, line 2, spec.machineallocation.machinecount: expected an unsigned number of 32 bits',
    ],
  ])('says where %j is wrong', (text, message) => {
    expect(() => parseResourcesYaml(text)).toThrow(message);
  });

  it('names a type it does not know', () => {
    expect(() => parseResourcesYaml('metadata: {type: Clusters, id: x}')).toThrow(
      expect.toSatisfy((error) => isOmniError(error, 'unknown_type')),
    );
  });

  it('never repeats what is written in the document', () => {
    const secret = 'CANARY-5d1f';
    const texts = [
      `${HEAD}spec:\n  features:\n    diskencryption: ${secret}\n`,
      `${HEAD}  created: ${secret}\n`,
      `${HEAD}spec: ${secret}\n`,
      `${HEAD}spec:\n  talosversion: "${secret}\n`,
      `${HEAD}spec:\n  talosversion: *${secret}\n`,
    ];

    const errors = texts.map((text) => {
      try {
        return String(parseResourcesYaml(text));
      } catch (error) {
        return `${String(error)} ${JSON.stringify(error)}`;
      }
    });

    expect(errors.filter((error) => error.includes(secret))).toEqual([]);
  });
});
