import type { IncomingMessage } from 'node:http';
import { StatusError } from '../status/status-error.ts';

/** Twice what a message may have, since JSON needs more room. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * Reads a request as JSON; nothing at all is an empty message.
 * @throws {StatusError} INVALID_ARGUMENT for what is no JSON, RESOURCE_EXHAUSTED for what is too much
 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new StatusError('RESOURCE_EXHAUSTED', 'the request is too large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString().trim();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new StatusError('INVALID_ARGUMENT', 'the request is no JSON');
  }
}
