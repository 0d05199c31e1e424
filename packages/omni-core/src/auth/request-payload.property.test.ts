import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RequestMetadata, requestPayload } from './request-payload.ts';

/** What Omni compares with the signed payload, in the order it is written; the time comes last. */
const SIGNED = [
  'authorization',
  'cluster',
  'context',
  'fieldSelectors',
  'namespace',
  'nodes',
  'runtime',
  'selectors',
  'uid',
];

const method = fc.string({ unit: 'binary' });
const name = fc.oneof(fc.constantFrom(...SIGNED, 'x-sidero-timestamp', 'constructor', '__proto__'), fc.string());
const values = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 });
const metadata: fc.Arbitrary<RequestMetadata> = fc.dictionary(name, values, { maxKeys: 6 });
const seconds = fc.nat(4_102_444_800);

describe('the signed payload', () => {
  it('says of any request what Omni compares, and nothing else', () => {
    fc.assert(
      fc.property(method, metadata, seconds, (path, sent, time) => {
        const { headers, ...rest } = JSON.parse(requestPayload(path, sent, time));

        expect(Object.keys(headers)).toEqual([...SIGNED, 'x-sidero-timestamp']);
        for (const signed of SIGNED) {
          const given = Object.hasOwn(sent, signed) && signed !== 'fieldSelectors' ? (sent[signed] ?? []) : [];
          expect(headers[signed]).toEqual(given.length === 0 ? null : given);
        }
        expect(headers['x-sidero-timestamp']).toEqual([String(time)]);
        expect(rest).toEqual({ method: path });
      }),
    );
  });

  it('fits into a header of gRPC', () => {
    fc.assert(
      fc.property(method, metadata, seconds, (path, sent, time) => {
        expect(requestPayload(path, sent, time)).toMatch(/^[ -~]*$/);
      }),
    );
  });

  it('differs when the time, the method or a signed value does', () => {
    const request = fc.record({ path: method, nodes: values, time: seconds });
    fc.assert(
      fc.property(request, request, (one, other) => {
        const [first, second] = [one, other].map(({ path, nodes, time }) => requestPayload(path, { nodes }, time));

        expect(first === second).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});
