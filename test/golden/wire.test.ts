import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeSpec,
  encodeSpec,
  findResourceType,
  opaqueResourceType,
  parseResourcesYaml,
  printResourceYaml,
  printSpecYaml,
  type Resource,
  type ResourceType,
  readTexts,
  resourceOf,
} from '@fleetwright/omni-core';
import { describe, expect, it } from 'vitest';

/** What the server sent for one resource; see README.md. */
interface Sample {
  readonly metadata: { readonly id: string; readonly labels?: Record<string, string> };
  readonly proto_spec: string;
  readonly yaml_spec: string;
}

/** Fields that hold one text in its plain or its compressed form. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(['data', 'compressedData', 'patches', 'compressedPatches']);

const directory = join(import.meta.dirname, 'wire');
const samples = readdirSync(directory)
  .filter((file) => !file.startsWith('_'))
  .flatMap((file) => {
    const type = findResourceType(file.replace(/\.json$/, '')) ?? opaqueResourceType(file, 'unknown');
    const found = JSON.parse(readFileSync(join(directory, file), 'utf8')) as readonly Sample[];
    return found.map((sample) => ({ type, sample, bytes: Buffer.from(sample.proto_spec, 'base64') }));
  });

describe('resources of a real Omni 1.9.3', () => {
  it('are of types the registry knows', () => {
    const unknown = samples.filter(({ type }) => type.defaultNamespace === 'unknown');

    expect(samples.length).toBeGreaterThanOrEqual(128);
    expect(unknown).toEqual([]);
  });

  it.each(samples)('$type.displayType $sample.metadata.id prints as its yaml_spec', ({ type, sample, bytes }) => {
    // Frames made with Omni's dictionary cannot be read here: their texts come from the YAML, everything else does not.
    const specYaml = needsDictionary(type, bytes) ? sample.yaml_spec : undefined;

    expect(printSpecYaml(type, bytes, { target: '1.9', specYaml })).toBe(sample.yaml_spec);
  });

  it('need the dictionary of Omni in four places only', () => {
    const compressed = samples.filter(({ type, bytes }) => needsDictionary(type, bytes));

    expect(compressed.map(({ type }) => type.displayType)).toEqual([
      'ClusterMachineConfigPatch',
      'ClusterMachineConfigPatch',
      'ClusterMachineConfigPatch',
      'ConfigPatch',
    ]);
  });

  it.each(samples)('$type.displayType $sample.metadata.id encodes back to the same message', ({ type, bytes }) => {
    const again = encodeSpec(type, decodeSpec(type, bytes) as Record<string, never>);

    expect(decodeSpec(type, again)).toEqual(decodeSpec(type, bytes));
  });

  it('encode back to the same bytes, but for the order of map entries', () => {
    const different = samples.filter(({ type, bytes }) => {
      const again = encodeSpec(type, decodeSpec(type, bytes) as Record<string, never>);
      return Buffer.compare(again, bytes) !== 0 && type.specMessage !== undefined;
    });

    expect(different.map(({ type }) => type.displayType)).toEqual(['ClusterStatusMetric']);
  });

  it.each(samples)(
    '$type.displayType $sample.metadata.id survives being printed and parsed',
    ({ type, sample, bytes }) => {
      const resource = resourceOf(type, metadata(type, sample), bytes, { specYaml: sample.yaml_spec });

      const [parsed] = parseResourcesYaml(printResourceYaml(resource, { target: 'next' }));

      expect(parsed?.metadata).toEqual(resource.metadata);
      expect(plainText(parsed)).toEqual(plainText(resource));
    },
  );
});

function needsDictionary(type: ResourceType, bytes: Uint8Array): boolean {
  const spec = decodeSpec(type, bytes) as { compressedData?: Uint8Array; compressedPatches?: readonly Uint8Array[] };
  return (spec.compressedData ?? []).length > 0 || (spec.compressedPatches ?? []).length > 0;
}

function metadata(type: ResourceType, { metadata: { id, labels = {} } }: Sample): Resource['metadata'] {
  return {
    namespace: type.defaultNamespace,
    type: type.type,
    id,
    version: '7',
    owner: '',
    phase: 'running',
    created: new Date('2026-11-22T09:26:16Z'),
    updated: new Date('2026-11-22T09:26:17Z'),
    finalizers: [],
    labels,
    annotations: {},
  };
}

/** The spec with its long text uncompressed, so that both forms of the same text compare equal. */
function plainText(resource: Resource | undefined): unknown {
  if (resource === undefined) return undefined;
  const spec = resource.spec as Record<string, unknown>;
  const rest = Object.entries(spec).filter(([field]) => !TEXT_FIELDS.has(field));
  const hasText = spec['data'] !== undefined || spec['patches'] !== undefined;
  return { rest: Object.fromEntries(rest), texts: hasText ? readTexts(resource) : [] };
}
