import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageCodec } from '../wire/message-codec.ts';
import { arbitraryMessage } from '../wire/testing/arbitrary-message.ts';
import { newResource } from './new-resource.ts';
import { parseResourcesYaml } from './parse-resources-yaml.ts';
import { types } from './registry.ts';
import type { ResourceType } from './resource-type.ts';
import { resourceToWire } from './resource-wire.ts';
import { printResourcesYaml } from './resource-yaml.ts';

/** Definitions have an enum that is printed by its name, and nobody but Omni writes them. */
const WRITABLE = Object.values<ResourceType>(types).filter(
  (type) => type.specMessage !== undefined && type.type !== types.ResourceDefinition.type,
);
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const texts = fc.dictionary(
  text.filter((key) => key !== ''),
  text,
  { maxKeys: 4, noNullPrototype: true },
);

describe('YAML of resources', () => {
  it('is read back as what was printed, whatever stands in the metadata', () => {
    const metadata = fc.record({
      id: text.filter((id) => id !== ''),
      labels: texts,
      annotations: texts,
    });
    fc.assert(
      fc.property(fc.array(metadata, { maxLength: 3 }), fc.constantFrom(2, 4), (written, indent) => {
        const resources = written.map((fields) => newResource(types.MachineClass, fields));

        const read = parseResourcesYaml(printResourcesYaml(resources, { indent }));

        expect(read.map(({ metadata: found }) => found)).toEqual(resources.map(({ metadata: known }) => known));
      }),
    );
  });

  it('is read back as what was printed, for any spec of any type', () => {
    for (const type of WRITABLE) {
      fc.assert(
        fc.property(arbitraryMessage(type.specMessage ?? '', 2), (spec) => {
          const resource = newResource(type, { id: 'a', spec: withoutFrames(spec) });

          const [read] = parseResourcesYaml(printResourcesYaml([resource], { target: 'next' }));

          expect(bytesOf(read)).toEqual(bytesOf(resource));
        }),
        { numRuns: 4 },
      );
    }
  });
});

/** A frame is printed as the text in it, and any bytes are no frame. */
function withoutFrames(spec: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(spec).filter(([name]) => !name.startsWith('compressed')));
}

function bytesOf(resource: Parameters<typeof resourceToWire>[0] | undefined): string {
  if (resource === undefined) return '';
  return Buffer.from(messageCodec('cosi.resource.Resource').encode(resourceToWire(resource))).toString('hex');
}
