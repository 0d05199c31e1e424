import { GRPC } from '../../errors/grpc-status.ts';
import { OmniError } from '../../errors/omni-error.ts';
import { printProtoJson } from '../../wire/json/print-proto-json.ts';
import { readProtoJson } from '../../wire/json/read-proto-json.ts';
import { anyMessageCodec } from '../../wire/message-codec.ts';
import type { RpcMethod } from '../../wire/services.ts';
import { CallStatusError } from '../call-failure.ts';
import { parseJson, tooLarge } from './gateway-body.ts';
import { gatewayStatus } from './gateway-status.ts';

/**
 * A request as JSON.
 * @throws {CallStatusError} RESOURCE_EXHAUSTED for a message beyond the limit
 */
export function requestText({ request }: RpcMethod, message: Uint8Array, maxMessageBytes: number): string {
  if (message.length > maxMessageBytes) {
    const details = `Attempted to send message with a size larger than ${maxMessageBytes}`;
    throw new CallStatusError({ code: GRPC.RESOURCE_EXHAUSTED, details });
  }
  return JSON.stringify(printProtoJson(request, anyMessageCodec(request).decode(message) as object));
}

/**
 * The message in the text of an answer.
 * @throws {OmniError} `protocol` when it is none
 * @throws {CallStatusError} RESOURCE_EXHAUSTED for a message beyond the limit
 */
export function responseMessage(method: RpcMethod, text: string, maxMessageBytes: number): Uint8Array {
  return encoded(method, parseJson(text, method.path), maxMessageBytes);
}

/**
 * The message in a line of a stream.
 * @throws {CallStatusError} the status a stream ends with when it fails, and as {@link responseMessage}
 * @throws {OmniError} `protocol` for a line that holds neither
 */
export function readStreamLine(method: RpcMethod, line: string, maxMessageBytes: number): Uint8Array {
  const json = parseJson(line, method.path) as { readonly result?: unknown; readonly error?: unknown } | null;
  if (json?.result !== undefined) return encoded(method, json.result, maxMessageBytes);
  const status = json?.error === undefined ? undefined : gatewayStatus(json);
  throw status === undefined ? notUnderstood(method) : new CallStatusError(status);
}

function encoded(method: RpcMethod, json: unknown, maxMessageBytes: number): Uint8Array {
  const message = encodedOrRefused(method, json);
  if (message.length > maxMessageBytes) throw tooLarge(maxMessageBytes);
  return message;
}

function encodedOrRefused(method: RpcMethod, json: unknown): Uint8Array {
  const { response } = method;
  try {
    return anyMessageCodec(response).encode(readProtoJson(response, json, { unknown: 'skip' }));
  } catch (cause) {
    // Its text names the place that does not fit, not what is there.
    throw notUnderstood(method, { cause });
  }
}

function notUnderstood({ path, response }: RpcMethod, options: ErrorOptions = {}): OmniError {
  return new OmniError('protocol', `${path}: the answer is not a message of type ${response}`, options);
}
