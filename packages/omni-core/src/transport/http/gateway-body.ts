import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GRPC } from '../../errors/grpc-status.ts';
import { OmniError } from '../../errors/omni-error.ts';
import { CallStatusError } from '../call-failure.ts';
import { foreignStatus, gatewayStatus } from './gateway-status.ts';

/** Longest text of a refusal that is read; nobody has more to say. */
const MOST_REFUSAL_BYTES = 64 * 1024;

/** JSON says the same in more bytes: a third more for bytes, up to twice as many for texts with many quotes. */
const TEXT_FACTOR = 2;

/** A stream without messages has no type, and packed it has the type Go guesses. */
const JSON_TYPE = /^(?:application\/json\b.*|application\/x-gzip)?$/;

const HINTS = {
  endpoint:
    'Check OMNI_ENDPOINT, and that whatever stands in front of Omni passes /api on. The HTTP gateway is needed only where gRPC cannot pass.',
} as const;

/** What is read of the answer to a message of at most so many bytes. */
export function mostTextBytes(maxMessageBytes: number): number {
  return maxMessageBytes * TEXT_FACTOR;
}

/** The failure of a call whose answer is beyond its limit. */
export function tooLarge(maxMessageBytes: number): CallStatusError {
  const details = `Received message larger than max (${maxMessageBytes})`;
  return new CallStatusError({ code: GRPC.RESOURCE_EXHAUSTED, details });
}

/**
 * The body of an answer that is Omni's and good, unpacked, as it arrives. Leaving the loop ends the connection.
 * @throws {CallStatusError} the status of a call that failed
 * @throws {OmniError} `protocol` for an answer that nobody who speaks for Omni gives
 */
export async function openBody(response: IncomingMessage, method: string): Promise<AsyncIterable<Buffer>> {
  const { statusCode = 0 } = response;
  const body = unpacked(response);
  const isJson = JSON_TYPE.test(response.headers['content-type'] ?? '');
  if (statusCode === 200 && isJson) return body;
  if (statusCode >= 200 && statusCode < 400) {
    body.destroy();
    const what = statusCode === 200 ? 'something that is no JSON' : `HTTP status ${statusCode}`;
    throw new OmniError('protocol', `${method}: the endpoint answered with ${what}`, { hint: HINTS.endpoint });
  }
  const { date: serverDate } = response.headers;
  const status = (isJson && gatewayStatus(await readRefusal(body))) || foreignStatus(statusCode);
  body.destroy();
  throw new CallStatusError({ ...status, serverDate });
}

/**
 * Reads a whole body.
 * @throws {CallStatusError} RESOURCE_EXHAUSTED when it is too long
 */
export async function readText(body: AsyncIterable<Buffer>, maxMessageBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostTextBytes(maxMessageBytes)) throw tooLarge(maxMessageBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/**
 * Reads JSON.
 * @throws {OmniError} `protocol`, without a cause: that would quote the text
 */
export function parseJson(text: string, method: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new OmniError('protocol', `${method}: the answer is no JSON`, { hint: HINTS.endpoint });
  }
}

function unpacked(response: IncomingMessage): NodeJS.ReadableStream & AsyncIterable<Buffer> & { destroy(): unknown } {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  // The reader of the result hears of failures; here is nobody who could.
  return pipeline(response, createGunzip(), () => {});
}

async function readRefusal(body: AsyncIterable<Buffer>): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_REFUSAL_BYTES) break;
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}
