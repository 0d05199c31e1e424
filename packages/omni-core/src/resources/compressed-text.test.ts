import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isOmniError } from '../errors/omni-error.ts';
import { readText, readTexts, writeText } from './compressed-text.ts';
import { newResource } from './new-resource.ts';
import { types } from './registry.ts';
import { draftOf, resourceFromDraft } from './resource-draft.ts';
import { encodeSpec } from './spec-codec.ts';
import { printSpecYaml } from './spec-yaml.ts';
import { resourceOf } from './stored-resource.ts';

const text = 'machine:\n  network:\n    hostname: worker\n'.repeat(60);
const plainFrame = zstdCompressSync(text);
/**
 * Omni's dictionary is not ours to ship, and a raw one has no id. This frame names dictionary 1, which is all that
 * telling the two kinds apart looks at.
 */
const frameWithDictionary = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x21, 0x01, 0x00, 0x01, 0x00, 0x00);

function patch(compressedData: Uint8Array, specYaml?: string) {
  const { metadata } = newResource(types.ConfigPatch, { id: 'patch' });
  return resourceOf(types.ConfigPatch, metadata, encodeSpec(types.ConfigPatch, { compressedData }), { specYaml });
}

describe('readText', () => {
  it('returns a text that is not compressed', () => {
    const resource = newResource(types.ConfigPatch, { id: 'patch', spec: { data: text } });

    expect(readText(resource)).toBe(text);
  });

  it('unpacks a frame that needs no dictionary', () => {
    expect(readText(patch(plainFrame))).toBe(text);
  });

  it('unpacks with the dictionary it is given', () => {
    const dictionary = new TextEncoder().encode('machine:\n  network:\n    hostname: ');
    const frame = zstdCompressSync(text, { dictionary });

    expect(readText(patch(frame), { dictionary })).toBe(text);
  });

  it("takes the text from the server's YAML when a frame needs a dictionary that is not there", () => {
    const resource = patch(frameWithDictionary, 'data: |\n    machine: {}\ncompresseddata: []\n');

    expect(readText(resource)).toBe('machine: {}\n');
  });

  it('asks for the dictionary when there is no other source', () => {
    expect(() => readText(patch(frameWithDictionary))).toThrow(
      expect.toSatisfy(
        (error) => isOmniError(error, 'precondition_failed') && error.hint?.includes('dictionary') === true,
      ),
    );
  });

  it('returns each patch of a machine on its own', () => {
    const { metadata } = newResource(types.ClusterMachineConfigPatch, { id: 'machine' });
    const bytes = encodeSpec(types.ClusterMachineConfigPatch, {
      compressedPatches: [plainFrame, zstdCompressSync('b: 1\n')],
    });
    const resource = resourceOf(types.ClusterMachineConfigPatch, metadata, bytes);

    expect(readTexts(resource)).toEqual([text, 'b: 1\n']);
  });

  it('refuses types without such a text', () => {
    expect(() => readText(newResource(types.Cluster, { id: 'demo' }))).toThrow('a Cluster has no compressible text');
  });

  it('refuses frames that unpack to more than any message could hold', () => {
    const frame = zstdCompressSync(Buffer.alloc(40 * 2 ** 20));
    const { metadata } = newResource(types.ClusterMachineConfigPatch, { id: 'node' });
    const bytes = encodeSpec(types.ClusterMachineConfigPatch, { compressedPatches: [frame, frame] });

    expect(() => readTexts(resourceOf(types.ClusterMachineConfigPatch, metadata, bytes))).toThrow(
      expect.objectContaining({ code: 'resource_exhausted' }),
    );
  });

  it('refuses bytes that are no zstd frame', () => {
    expect(() => readText(patch(Uint8Array.of(1, 2, 3, 4, 5, 6, 7)))).toThrow('does not hold a zstd frame');
  });
});

describe('writeText', () => {
  it('clears the compressed twin, which would win otherwise', () => {
    const resource = patch(plainFrame);
    const draft = draftOf(resource);

    writeText(types.ConfigPatch, draft.spec, 'machine: {}\n');
    const changed = resourceFromDraft(resource, draft);

    expect(readText(changed)).toBe('machine: {}\n');
    expect(changed.spec.compressedData).toHaveLength(0);
  });
});

describe('printSpecYaml', () => {
  it('shows compressed texts unpacked', () => {
    const { type, specBytes } = patch(zstdCompressSync('machine: {}\n'));

    expect(printSpecYaml(type, specBytes)).toBe('data: |\n    machine: {}\ncompresseddata: []\n');
  });

  it('shows the set field of a oneof below the name of the oneof', () => {
    const bytes = encodeSpec(types.OngoingTask, { title: 'delete', destroy: { phase: 'machines' } });

    expect(printSpecYaml(types.OngoingTask, bytes)).toBe(
      'title: delete\ndetails:\n    destroy:\n        phase: machines\nresourceid: ""\n',
    );
  });

  it('leaves out fields the target does not have yet', () => {
    const bytes = encodeSpec(types.Cluster, { features: {} });

    const [old, recent] = (['1.9', '1.10'] as const).map((target) => printSpecYaml(types.Cluster, bytes, { target }));

    expect(old).not.toContain('disablepublicdiscoveryservice');
    expect(recent).toContain('    disablepublicdiscoveryservice: false\n');
  });
});
