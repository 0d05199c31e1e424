import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOmniError } from '../errors/omni-error.ts';
import { readResourceResponse, readWatchResponse } from '../wire/envelope/read-response.ts';
import type * as cosiResource from '../wire/gen/cosi-resource.ts';
import type { Init } from '../wire/init.ts';
import { messageCodec } from '../wire/message-codec.ts';
import { opaqueResourceType } from './registry.ts';
import type { Resource } from './resource.ts';
import { resourceFromEnvelope, resourceFromWire } from './resource-wire.ts';

const type = opaqueResourceType('Things.example.org', 'default');
const listResponse = messageCodec('cosi.resource.ListResponse');
const watchResponse = messageCodec('cosi.resource.WatchResponse');

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }).map((value) => value.toWellFormed()),
);
const texts = fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'constructor', '')), text);
const timestamp = fc.record({
  seconds: fc.bigInt({ min: -62_135_596_800n, max: 253_402_300_799n }),
  nanos: fc.integer({ min: 0, max: 999_999_999 }),
});
const bytes = fc.uint8Array({ maxLength: 300 });
const resource = fc.record({
  metadata: fc.record({
    namespace: text,
    type: fc.constant(type.type),
    id: text,
    version: text,
    owner: text,
    phase: fc.constantFrom('running', 'tearingDown'),
    created: fc.option(timestamp, { nil: undefined }),
    updated: fc.option(timestamp, { nil: undefined }),
    finalizers: fc.array(text),
    labels: texts,
    annotations: texts,
  }),
  spec: fc.option(fc.record({ protoSpec: bytes, yamlSpec: text }), { nil: undefined }),
});
const event = fc.record({
  resource: fc.option(resource, { nil: undefined }),
  eventType: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  old: fc.option(resource, { nil: undefined }),
  error: fc.option(text, { nil: undefined }),
  bookmark: fc.option(bytes, { nil: undefined }),
});

/** Everything a reader of a resource can see. */
function seen({ metadata, specBytes, specYaml }: Resource) {
  return { metadata, specBytes: Buffer.from(specBytes), specYaml };
}

describe('readResourceResponse', () => {
  it('says the same as the codec, whatever is sent', () => {
    fc.assert(
      fc.property(resource, (sent: Init<cosiResource.Resource>) => {
        const message = listResponse.encode({ resource: sent });

        const fast = resourceFromEnvelope(type, readResourceResponse(message));

        const expected = resourceFromWire(type, listResponse.decode(message).resource);
        expect(seen(fast)).toEqual(seen(expected));
      }),
      { numRuns: 500 },
    );
  });

  it('reads damaged bytes as the codec does, or refuses them with a typed error', () => {
    const damaged = fc
      .tuple(resource, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat({ max: 3 }))
      .map(([sent, at, byte, cut]) => {
        const message = Buffer.from(listResponse.encode({ resource: sent }));
        message[at % message.length] = byte;
        return message.subarray(0, message.length - cut);
      });

    fc.assert(
      fc.property(fc.oneof(bytes, damaged), (message) => {
        const fast = outcome(() => seen(resourceFromEnvelope(type, readResourceResponse(message))));
        const expected = outcome(() => seen(resourceFromWire(type, listResponse.decode(message).resource)));

        // The codec is more forgiving about lengths written with more bytes than they need.
        expect([expected, 'protocol']).toContainEqual(fast);
      }),
      { numRuns: 2_000 },
    );
  });

  it('passes over fields a newer server adds to the envelope', () => {
    const known = listResponse.encode({ resource: { metadata: { type: type.type, id: 'one', phase: 'running' } } });
    const everyWireType = [0xf8, 0x3f, 0x05, 0xf9, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0, 0xfa, 0x3f, 1, 65, 0xfb, 0x3f];
    const message = Uint8Array.from([...everyWireType, 0x08, 1, 0xfc, 0x3f, 0xfd, 0x3f, 0, 0, 0, 0, ...known]);

    expect(readResourceResponse(message)?.metadata?.id).toBe('one');
  });

  it('merges parts that are sent twice', () => {
    const message = Buffer.concat([
      listResponse.encode({ resource: { metadata: { id: 'one', labels: { a: '1' }, finalizers: ['x'] } } }),
      listResponse.encode({ resource: { metadata: { type: type.type, labels: { b: '2' }, finalizers: ['y'] } } }),
    ]);

    const merged = readResourceResponse(message)?.metadata;

    expect(merged).toMatchObject({ id: 'one', type: type.type, labels: { a: '1', b: '2' }, finalizers: ['x', 'y'] });
  });

  it('gives the spec and its YAML as views of the message', () => {
    const message = Buffer.from(listResponse.encode({ resource: { spec: { protoSpec: new Uint8Array([7, 7]) } } }));

    const spec = readResourceResponse(message)?.spec;

    expect(spec?.buffer).toBe(message.buffer);
  });
});

describe('readWatchResponse', () => {
  it('says the same as the codec, whatever is sent', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 4 }), (sent) => {
        const message = watchResponse.encode({ event: sent });

        const fast = readWatchResponse(message).map((one) => ({
          ...one,
          resource: one.resource && seen(resourceFromEnvelope(type, one.resource)),
          old: one.old && seen(resourceFromEnvelope(type, one.old)),
          bookmark: one.bookmark && Buffer.from(one.bookmark),
        }));

        const expected = watchResponse.decode(message).event.map(({ eventType, error, ...one }) => ({
          eventType,
          error,
          resource: one.resource && seen(resourceFromWire(type, one.resource)),
          old: one.old && seen(resourceFromWire(type, one.old)),
          bookmark: one.bookmark && Buffer.from(one.bookmark),
        }));
        expect(fast).toEqual(expected);
      }),
    );
  });

  it('lets go of a message of many events, so that one kept resource does not keep the others', () => {
    const sent = { metadata: { type: type.type }, spec: { protoSpec: Buffer.alloc(9), yamlSpec: 'a: 1' } };
    // A copy, because small messages share the memory of Node's pool.
    const message = new Uint8Array(
      watchResponse.encode({ event: [{ resource: sent }, { resource: sent, old: sent, bookmark: Buffer.from('b') }] }),
    );

    const [first, second] = readWatchResponse(message);

    const kept = [first?.resource, second?.resource, second?.old].flatMap((part) => [part?.spec, part?.yaml?.bytes]);
    expect(kept.map((part) => part?.length)).toEqual([9, 4, 9, 4, 9, 4]);
    expect([...kept, second?.bookmark].filter((part) => part?.buffer === message.buffer)).toEqual([]);
  });

  it('keeps the bytes of a bad answer out of the error', () => {
    const canary = Buffer.from('\u0012\u0008canary');

    const result = outcome(() => readWatchResponse(canary));

    expect(result).toBe('protocol');
  });
});

/** What comes out, or the code of the error. */
function outcome<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (isOmniError(error)) return error.code;
    throw error;
  }
}
