import { OmniError } from '../errors/omni-error.ts';
import type { Messages } from './gen/messages.ts';
import type { Init } from './init.ts';
import { InternTable } from './intern-table.ts';
import { longsFor } from './long-fields.ts';
import { messageReader } from './message-reader.ts';
import { messageType } from './message-type.ts';

/** Turns one kind of message into protobuf bytes and back. Stateless; share it freely. */
export interface MessageCodec<T> {
  /** Full protobuf name, e.g. `specs.ClusterSpec`. */
  readonly name: string;
  /** Canonical protobuf: fields in the order of their numbers, defaults left out, unknown fields appended. */
  encode(message: Init<T>): Uint8Array;
  /**
   * Every field is there: absent ones have their default, absent messages and `optional` fields are `undefined`.
   * Fields of a newer contract are kept out of sight and written again by {@link encode}.
   * @throws {OmniError} `protocol` when the bytes are not such a message
   */
  decode(bytes: Uint8Array): T;
}

/** Envelopes repeat the same few texts thousands of times; specs may hold secrets that must not stay in a table. */
const envelopeTexts = new InternTable();

const codecs = new Map<string, MessageCodec<unknown>>();

/** The codec of a message. Built on first use from the fields of that message and those it can contain. */
export function messageCodec<Name extends keyof Messages>(name: Name): MessageCodec<Messages[Name]> {
  return anyMessageCodec(name) as MessageCodec<Messages[Name]>;
}

/**
 * Like {@link messageCodec} for names known only at run time.
 * @throws {OmniError} `invalid_argument` when the contract has no such message
 */
export function anyMessageCodec(name: string): MessageCodec<unknown> {
  const known = codecs.get(name);
  if (known !== undefined) return known;
  const codec = buildCodec(name);
  codecs.set(name, codec);
  return codec;
}

function buildCodec(name: string): MessageCodec<unknown> {
  const type = messageType(name);
  const withLongs = longsFor(name);
  const texts = name.startsWith('cosi.resource.') ? envelopeTexts : undefined;
  return {
    name,
    encode(message) {
      try {
        return type.encode(withLongs(message as object)).finish();
      } catch (cause) {
        throw new OmniError('invalid_argument', `a value does not fit into ${name}`, { cause });
      }
    },
    decode(bytes) {
      try {
        return type.decode(messageReader(bytes, texts));
      } catch (cause) {
        throw new OmniError('protocol', `the bytes are not a message of type ${name}`, { cause });
      }
    },
  };
}
