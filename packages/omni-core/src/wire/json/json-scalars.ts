/** What a scalar in JSON means; `undefined` when it does not fit. */
export type ReadScalar = (json: unknown) => unknown;

const BASE64 = /^[\w+/-]*={0,2}$/;
const WHOLE = /^-?\d{1,20}$/;
const NOT_FINITE: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

const readText: ReadScalar = (json) => (typeof json === 'string' ? json : undefined);
const readBool: ReadScalar = (json) => (typeof json === 'boolean' ? json : undefined);

/** Either alphabet, padded or not. Node skips what is not base64, hence the check. */
const readBytes: ReadScalar = (json) =>
  typeof json === 'string' && BASE64.test(json) ? Buffer.from(json, 'base64') : undefined;

const readFloat: ReadScalar = (json) => {
  if (typeof json === 'number') return json;
  if (typeof json !== 'string' || json.trim() !== json || json === '') return undefined;
  const number = NOT_FINITE[json] ?? Number(json);
  return Number.isNaN(number) && json !== 'NaN' ? undefined : number;
};

function wholeBetween(least: number, most: number): ReadScalar {
  return (json) => {
    const number = readFloat(json);
    return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most
      ? number
      : undefined;
  };
}

/** A number of JSON beyond 2^53 has lost its last digits already, so that only a text will do. */
function bigBetween(least: bigint, most: bigint): ReadScalar {
  return (json) => {
    const text = typeof json === 'number' && Number.isSafeInteger(json) ? String(json) : json;
    if (typeof text !== 'string' || !WHOLE.test(text)) return undefined;
    const number = BigInt(text);
    return number >= least && number <= most ? number : undefined;
  };
}

const int32 = wholeBetween(-(2 ** 31), 2 ** 31 - 1);
const uint32 = wholeBetween(0, 2 ** 32 - 1);
const int64 = bigBetween(-(2n ** 63n), 2n ** 63n - 1n);
const uint64 = bigBetween(0n, 2n ** 64n - 1n);

/** How each scalar type of protobuf is read, and what it is called in messages. */
export const JSON_SCALARS: Readonly<Record<string, { readonly read: ReadScalar; readonly what: string }>> = {
  string: { read: readText, what: 'a text' },
  bool: { read: readBool, what: 'true or false' },
  bytes: { read: readBytes, what: 'base64' },
  double: { read: readFloat, what: 'a number' },
  float: { read: readFloat, what: 'a number' },
  int32: { read: int32, what: 'a whole number of 32 bits' },
  sint32: { read: int32, what: 'a whole number of 32 bits' },
  sfixed32: { read: int32, what: 'a whole number of 32 bits' },
  uint32: { read: uint32, what: 'a positive whole number of 32 bits' },
  fixed32: { read: uint32, what: 'a positive whole number of 32 bits' },
  int64: { read: int64, what: 'a whole number of 64 bits' },
  sint64: { read: int64, what: 'a whole number of 64 bits' },
  sfixed64: { read: int64, what: 'a whole number of 64 bits' },
  uint64: { read: uint64, what: 'a positive whole number of 64 bits' },
  fixed64: { read: uint64, what: 'a positive whole number of 64 bits' },
};
