import { Metadata } from '@grpc/grpc-js';
import { OmniError } from '../errors/omni-error.ts';
import type { HeaderSource } from './header-source.ts';
import type { CallMetadata } from './transport.ts';

const NOTHING: CallMetadata = {};

/**
 * Metadata of one request, signed last so that the signature covers what is really sent.
 * @throws {OmniError} `invalid_argument` for values gRPC cannot carry; `credentials_expired`
 */
export function requestHeaders(
  signer: HeaderSource,
  method: string,
  metadata: CallMetadata = NOTHING,
): Metadata | Promise<Metadata> {
  const headers = new Metadata();
  for (const [name, values] of Object.entries(metadata)) {
    for (const value of values) addHeader(headers, name, value);
  }
  const signed = signer.sign(method, metadata);
  if (signed instanceof Promise) return signed.then((signature) => addAll(headers, signature));
  return addAll(headers, signed);
}

function addAll(headers: Metadata, values: Readonly<Record<string, string>>): Metadata {
  for (const [name, value] of Object.entries(values)) headers.set(name, value);
  return headers;
}

function addHeader(headers: Metadata, name: string, value: string): void {
  try {
    headers.add(name, value);
  } catch {
    // No cause: its text quotes the value.
    throw new OmniError(
      'invalid_argument',
      `The value for request header ${name} contains characters that cannot be sent`,
    );
  }
}
