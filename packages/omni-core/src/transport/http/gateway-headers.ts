import { OmniError } from '../../errors/omni-error.ts';
import type { HeaderSource } from '../header-source.ts';
import type { CallMetadata } from '../transport.ts';

/** What the gateway takes off the names of headers that are metadata of the call. */
const METADATA_PREFIX = 'Grpc-Metadata-';

/** Longest time the gateway reads from its header, in milliseconds. */
const MOST_DIGITS = 8;

const NOTHING: CallMetadata = {};
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Headers of one request; a list is sent as that many lines, since the signature tells them from one joined line. */
export type GatewayHeaders = Record<string, string | readonly string[]>;

/**
 * Headers that carry the metadata, the signature over it and the deadline.
 * @param timeoutMs `undefined` for calls without a deadline
 * @throws {OmniError} `invalid_argument` for values the gateway would drop; `credentials_expired`
 */
export async function gatewayHeaders(
  signer: HeaderSource,
  method: string,
  metadata: CallMetadata = NOTHING,
  timeoutMs: number | undefined,
): Promise<GatewayHeaders> {
  const headers: GatewayHeaders = {};
  for (const [name, values] of Object.entries(metadata)) {
    if (values.length > 0) headers[METADATA_PREFIX + name] = values.map((value) => checked(name, value));
  }
  for (const [name, value] of Object.entries(await signer.sign(method, metadata))) {
    headers[METADATA_PREFIX + name] = checked(name, value);
  }
  if (timeoutMs !== undefined) headers['Grpc-Timeout'] = grpcTimeout(timeoutMs);
  return headers;
}

function checked(name: string, value: string): string {
  if (PRINTABLE_ASCII.test(value)) return value;
  // Not the value, which may be secret.
  throw new OmniError(
    'invalid_argument',
    `The value for request header ${name} contains characters that cannot be sent`,
  );
}

function grpcTimeout(timeoutMs: number): string {
  const ms = String(Math.max(1, Math.ceil(timeoutMs)));
  return ms.length <= MOST_DIGITS ? `${ms}m` : `${Math.ceil(timeoutMs / 1000)}S`;
}
