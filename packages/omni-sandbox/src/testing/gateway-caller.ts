import { once } from 'node:events';
import { Agent, type IncomingMessage, request as requestHttp } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { anyMessageCodec, findRpcMethod, printProtoJson, readProtoJson } from '@fleetwright/omni-core/wire';
import type { Metadata } from '@grpc/grpc-js';
import type { RawCaller } from './raw-caller.ts';

/** Calls through the gateway, by hand. */
export class GatewayCaller implements RawCaller {
  readonly #endpoint: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  async unary(
    method: string,
    request: Uint8Array,
    metadata: Metadata,
    timeoutMs: number | undefined,
  ): Promise<Uint8Array> {
    const response = await this.#send(method, request, metadata, timeoutMs);
    const json: unknown = JSON.parse(await text(response));
    if (response.statusCode !== 200) throw failure(json);
    return messageOf(method, json);
  }

  async *stream(method: string, request: Uint8Array, metadata: Metadata): AsyncGenerator<Uint8Array> {
    const response = await this.#send(method, request, metadata, undefined);
    try {
      for await (const line of createInterface(response)) {
        const { result, error } = JSON.parse(line) as { readonly result?: unknown; readonly error?: unknown };
        if (error !== undefined) throw failure(error);
        yield messageOf(method, result);
      }
    } finally {
      response.destroy();
    }
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  async #send(
    method: string,
    message: Uint8Array,
    metadata: Metadata,
    timeoutMs: number | undefined,
  ): Promise<IncomingMessage> {
    const headers: Record<string, string | string[]> = {};
    for (const name of Object.keys(metadata.getMap()))
      headers[`Grpc-Metadata-${name}`] = metadata.get(name).map(String);
    if (timeoutMs !== undefined) headers['Grpc-Timeout'] = `${timeoutMs}m`;
    const request = requestHttp(`${this.#endpoint}/api${method}`, { method: 'POST', agent: this.#agent, headers });
    request.end(JSON.stringify(requestOf(method, message)));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  }
}

/** Bytes that are no message, and methods nobody has, go out as they are: they are what the test is about. */
function requestOf(method: string, message: Uint8Array): unknown {
  const name = findRpcMethod(method)?.request;
  if (name === undefined) return {};
  return printProtoJson(name, anyMessageCodec(name).decode(message) as object);
}

function messageOf(method: string, json: unknown): Uint8Array {
  const name = findRpcMethod(method)?.response ?? '';
  return anyMessageCodec(name).encode(readProtoJson(name, json));
}

function failure(json: unknown): Error {
  const { error } = json as { readonly error?: unknown };
  const { code, message } = (error ?? json) as { readonly code: number; readonly message: string };
  return Object.assign(new Error(`${code}: ${message}`), { code, details: message });
}
