import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOmniError } from '../errors/omni-error.ts';
import { messageNames } from './field-descriptor.ts';
import { anyMessageCodec, messageCodec } from './message-codec.ts';
import { arbitraryMessage } from './testing/arbitrary-message.ts';

describe('messageCodec', () => {
  it('fills fields that are not sent with their default and leaves absent messages and optional fields undefined', () => {
    const request = messageCodec('cosi.resource.WatchRequest').decode(new Uint8Array());

    expect({ ...request }).toEqual({ namespace: '', type: '', apiVersion: 0 });
    expect(request.id).toBeUndefined();
    expect(request.options).toBeUndefined();
  });

  it('keeps the difference between an optional field that is empty and one that is absent', () => {
    const codec = messageCodec('cosi.resource.WatchRequest');

    const empty = codec.decode(codec.encode({ id: '' }));
    const absent = codec.decode(codec.encode({}));

    expect([empty.id, absent.id]).toEqual(['', undefined]);
  });

  it('carries 64-bit integers as bigint over their whole range', () => {
    const codec = messageCodec('google.protobuf.Timestamp');
    const values = [0n, 1n, -1n, 2n ** 31n, -(2n ** 31n), 2n ** 49n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];

    const returned = values.map((seconds) => codec.decode(codec.encode({ seconds })).seconds);

    expect(returned).toEqual(values);
  });

  it('leaves defaults out of the bytes, also those of 64-bit fields', () => {
    const bytes = messageCodec('cosi.resource.Metadata').encode({
      id: '',
      created: { seconds: 0n, nanos: 0 },
      labels: {},
    });

    expect(Buffer.from(bytes).toString('hex')).toBe('3a00');
  });

  it('still reads a field as its default when the sender spelled the default out', () => {
    const explicitFalseAndZero = Uint8Array.of(0x08, 0x00, 0x10, 0x00);

    const event = messageCodec('google.protobuf.Duration').decode(explicitFalseAndZero);

    expect([event.seconds, event.nanos]).toEqual([0n, 0]);
  });

  it('keeps numbers of enums that a newer server added', () => {
    const codec = messageCodec('specs.ClusterStatusSpec');

    expect(codec.decode(codec.encode({ phase: 99 })).phase).toBe(99);
  });

  it('writes unknown fields again, on the top and inside of other messages', () => {
    const codec = messageCodec('specs.ClusterSpec');
    const unknown = [0xfa, 0x3f, 0x03, 0x6e, 0x65, 0x77];
    const bytes = Uint8Array.from([0x1a, 0x01, 0x31, 0x22, 2 + unknown.length, 0x10, 0x01, ...unknown, ...unknown]);

    const decoded = codec.decode(bytes);

    expect(Buffer.from(codec.encode(decoded))).toEqual(Buffer.from(bytes));
    expect(Object.keys(decoded)).toEqual(['kubernetesVersion', 'talosVersion', 'features']);
  });

  it('refuses bytes that are no such message with code protocol', () => {
    const truncated = Uint8Array.of(0x0a, 0x05, 0x61);

    expect(() => messageCodec('cosi.resource.GetRequest').decode(truncated)).toThrow(
      expect.toSatisfy((error) => isOmniError(error, 'protocol')),
    );
  });

  it('refuses texts that are no UTF-8', () => {
    const invalid = Uint8Array.of(0x0a, 0x01, 0xff);

    expect(() => messageCodec('cosi.resource.GetRequest').decode(invalid)).toThrow(
      expect.toSatisfy((error) => isOmniError(error, 'protocol')),
    );
  });

  it('refuses a message the contract does not have', () => {
    expect(() => anyMessageCodec('specs.Nothing')).toThrow('there is no protobuf message named specs.Nothing');
  });

  it('reads its own bytes and writes the same ones again, for every message of the contract', () => {
    for (const name of messageNames()) {
      const codec = anyMessageCodec(name);

      fc.assert(
        fc.property(arbitraryMessage(name, 2), (message) => {
          const bytes = codec.encode(message);
          expect(Buffer.from(codec.encode(codec.decode(bytes) as object))).toEqual(Buffer.from(bytes));
        }),
        { numRuns: 10 },
      );
    }
  });
});
