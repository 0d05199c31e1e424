import type { IncomingMessage } from 'node:http';
import { Metadata } from '@grpc/grpc-js';
import { StatusError } from '../status/status-error.ts';

const PREFIX = 'grpc-metadata-';
const NAME = /^[\w.-]+$/;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

const TIMEOUT = /^(\d{1,8})([HMSmun])$/;
const UNIT_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };

/**
 * The metadata of a call: headers with the gateway's prefix, and `authorization` with or without it. Every line is a
 * value of its own. What gRPC cannot carry is left out, as the real gateway does.
 */
export function callMetadata({ rawHeaders }: IncomingMessage): Metadata {
  const metadata = new Metadata();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const header = rawHeaders[index]?.toLowerCase() ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const name = header.startsWith(PREFIX) ? header.slice(PREFIX.length) : header;
    if (name === header && name !== 'authorization') continue;
    if (NAME.test(name) && !name.endsWith('-bin') && PRINTABLE_ASCII.test(value)) metadata.add(name, value);
  }
  return metadata;
}

/**
 * How long the client waits, in milliseconds; `undefined` for ever.
 * @throws {StatusError} INVALID_ARGUMENT for a header that says no time
 */
export function callTimeoutMs({ headers }: IncomingMessage): number | undefined {
  const text = headers['grpc-timeout'];
  if (text === undefined) return undefined;
  const [, number, unit = ''] = TIMEOUT.exec(String(text)) ?? [];
  if (number === undefined) throw new StatusError('INVALID_ARGUMENT', `invalid grpc-timeout: ${String(text)}`);
  return Number(number) * (UNIT_MS[unit] ?? 0);
}
