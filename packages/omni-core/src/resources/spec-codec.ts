import { OmniError } from '../errors/omni-error.ts';
import type { Init } from '../wire/init.ts';
import { anyMessageCodec } from '../wire/message-codec.ts';
import { types } from './registry.ts';
import type { ResourceType } from './resource-type.ts';

interface OpaqueCodec {
  encode(spec: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}

/** How specs without a protobuf message are written; those of unknown types stay bytes. */
const OPAQUE: ReadonlyMap<string, OpaqueCodec> = new Map<string, OpaqueCodec>([
  [types.KubernetesResource.type, { encode: textBytes, decode: (bytes) => new TextDecoder().decode(bytes) }],
  [types.MachineStatusLabel.type, { encode: () => new Uint8Array(), decode: () => ({}) }],
]);

/**
 * A spec as protobuf bytes. Fields left out have their default; fields of a newer server travel along when `spec` was
 * decoded here.
 * @throws {OmniError} `invalid_argument` when a value does not fit its field
 */
export function encodeSpec<Spec>(type: ResourceType<Spec>, spec: Init<Spec>): Uint8Array {
  if (type.specMessage !== undefined) return anyMessageCodec(type.specMessage).encode(spec as Init<unknown>);
  const opaque = OPAQUE.get(type.type);
  if (opaque !== undefined) return opaque.encode(spec);
  if (spec instanceof Uint8Array) return spec;
  throw new OmniError('invalid_argument', `the spec of ${type.type} is unknown to this library and must be bytes`);
}

/**
 * The spec in protobuf bytes, as a new object that nobody else holds.
 * @throws {OmniError} `protocol` when the bytes are no such spec
 */
export function decodeSpec<Spec>(type: ResourceType<Spec>, bytes: Uint8Array): Spec {
  if (type.specMessage !== undefined) return anyMessageCodec(type.specMessage).decode(bytes) as Spec;
  return (OPAQUE.get(type.type)?.decode(bytes) ?? bytes) as Spec;
}

function textBytes(spec: unknown): Uint8Array {
  return new TextEncoder().encode(String(spec ?? ''));
}
