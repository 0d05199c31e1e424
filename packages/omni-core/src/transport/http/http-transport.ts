import type { Agent } from 'node:http';
import type { Endpoint } from '../../config/endpoint.ts';
import { throwIfAborted } from '../../errors/from-abort.ts';
import { GRPC } from '../../errors/grpc-status.ts';
import { OmniError } from '../../errors/omni-error.ts';
import { findRpcMethod } from '../../wire/rpc-methods.ts';
import { type RpcMethod, stateService } from '../../wire/services.ts';
import { CallStatusError, callFailure, closedError } from '../call-failure.ts';
import { clockAheadMs } from '../clock-ahead.ts';
import type { Compression } from '../compression.ts';
import type { Connection } from '../connection.ts';
import { DEFAULT_TIMEOUT_MS } from '../deadline.ts';
import type { HeaderSource } from '../header-source.ts';
import { MAX_MESSAGE_BYTES } from '../message-limit.ts';
import type { TlsOptions } from '../tls-options.ts';
import type { MessageBatch, TransportCall } from '../transport.ts';
import { connectionFailure } from './connection-failure.ts';
import { ConnectionError, exchange } from './exchange.ts';
import { mostTextBytes, openBody, readText, tooLarge } from './gateway-body.ts';
import { gatewayHeaders } from './gateway-headers.ts';
import { readStreamLine, requestText, responseMessage } from './gateway-messages.ts';
import { httpAgent } from './http-agent.ts';
import { HttpCall, type HttpCallOptions } from './http-call.ts';
import { jsonLines } from './json-lines.ts';
import { type TlsConnectOptions, tlsConnectOptions } from './tls-connect-options.ts';

export interface HttpTransportOptions {
  readonly endpoint: Endpoint;
  readonly signer: HeaderSource;
  readonly tls?: TlsOptions;
  /** Deadline of unary calls that name none, in milliseconds. @default 30_000 */
  readonly timeoutMs?: number;
  /** Largest message sent or received, in bytes as protobuf. @default 32 MiB, which is Omni's own limit */
  readonly maxMessageBytes?: number;
  /** Of answers; Omni reads no packed requests here. @default 'none' */
  readonly compression?: Compression;
  /**
   * After so many milliseconds in which nothing came, the connection of a watch is taken for dead. The watch goes on
   * with a new one, from where it was.
   * @default 300_000
   */
  readonly silenceMs?: number;
}

/** HTTP/1.1 has no ping that could tell a quiet peer from one that is gone. */
const SILENCE_MS = 5 * 60_000;

/**
 * Omni's gateway: gRPC as JSON over HTTP/1.1, for places that HTTP/2 does not reach. The same calls, signatures,
 * deadlines and errors as over gRPC, in several times the bytes and time. A call has a connection to itself while it
 * lasts, and a peer that is gone without a word is noticed after minutes.
 */
export class HttpTransport implements Connection {
  readonly #options: Required<Omit<HttpTransportOptions, 'tls'>>;
  readonly #tls: TlsConnectOptions;
  readonly #active = new Set<HttpCall>();
  #agent: Promise<Agent> | undefined;
  #closed = false;
  #clockAheadMs: number | undefined;

  /** @throws {OmniError} `configuration_invalid` when the TLS certificates cannot be read */
  constructor({ tls = {}, ...options }: HttpTransportOptions) {
    this.#tls = tlsConnectOptions(tls);
    this.#options = {
      timeoutMs: DEFAULT_TIMEOUT_MS,
      maxMessageBytes: MAX_MESSAGE_BYTES,
      compression: 'none',
      silenceMs: SILENCE_MS,
      ...options,
    };
  }

  async unary(path: string, request: Uint8Array, call: TransportCall = {}): Promise<Uint8Array> {
    const { timeoutMs = this.#options.timeoutMs, maxMessageBytes = this.#options.maxMessageBytes } = call;
    const method = methodAt(path);
    const running = this.#begin(path, { ...call, timeoutMs });
    try {
      const body = await this.#send(method, request, call, running);
      return responseMessage(method, await readText(body, maxMessageBytes), maxMessageBytes);
    } catch (error) {
      throw this.#failure(error, path, call, running);
    } finally {
      this.#end(running);
    }
  }

  async *serverStream(
    path: string,
    request: Uint8Array,
    call: TransportCall = {},
  ): AsyncGenerator<MessageBatch, void, undefined> {
    const { maxMessageBytes = this.#options.maxMessageBytes } = call;
    const method = methodAt(path);
    const isWatch = path === stateService.watch.path && call.timeoutMs === undefined;
    const running = this.#begin(path, { ...call, ...(isWatch && { silenceMs: this.#options.silenceMs }) });
    try {
      const body = await this.#send(method, request, call, running);
      const lines = jsonLines(body, mostTextBytes(maxMessageBytes), () => tooLarge(maxMessageBytes));
      for await (const batch of lines) {
        running.hear();
        const { messages, failure } = readBatch(method, batch, maxMessageBytes);
        throwIfAborted(call.signal, call.resource ?? path);
        if (messages.length > 0) yield messages;
        if (failure !== undefined) throw failure;
      }
    } catch (error) {
      throw this.#failure(error, path, call, running);
    } finally {
      this.#end(running);
    }
  }

  get clockAheadMs(): number | undefined {
    return this.#clockAheadMs;
  }

  /** Cancels what is still running and closes the connections. Later calls fail with code `closed`. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const call of this.#active) call.cancel();
    const agent = await this.#agent?.catch(() => undefined);
    agent?.destroy();
  }

  async #send(
    method: RpcMethod,
    request: Uint8Array,
    call: TransportCall,
    running: HttpCall,
  ): Promise<AsyncIterable<Buffer>> {
    const { endpoint, signer, compression, maxMessageBytes } = this.#options;
    const tls = this.#tls;
    const { path } = method;
    this.#agent ??= httpAgent(endpoint);
    const agent = await this.#agent;
    const body = requestText(method, request, maxMessageBytes);
    const headers = await gatewayHeaders(signer, path, call.metadata, running.timeoutMs);
    this.#prepare(path, call);
    const { signal } = running;
    const response = await exchange({ endpoint, agent, tls, method: path, headers, body, compression, signal });
    this.#clockAheadMs = clockAheadMs(response.headers.date) ?? this.#clockAheadMs;
    return openBody(response, path);
  }

  #begin(path: string, call: TransportCall & HttpCallOptions): HttpCall {
    this.#prepare(path, call);
    const running = new HttpCall(call);
    this.#active.add(running);
    return running;
  }

  #end(running: HttpCall): void {
    running.end();
    this.#active.delete(running);
  }

  #failure(error: unknown, path: string, call: TransportCall, running: HttpCall): OmniError {
    const { deadline } = running;
    return callFailure(statusOf(error, path, running), path, call, { deadline, closed: this.#closed });
  }

  #prepare(path: string, { signal, resource = path }: TransportCall): void {
    throwIfAborted(signal, resource);
    if (this.#closed) throw closedError(path);
  }
}

/** @throws {OmniError} `unimplemented` for a method whose messages nobody here could turn into JSON */
function methodAt(path: string): RpcMethod {
  const method = findRpcMethod(path);
  if (method !== undefined) return method;
  throw new OmniError('unimplemented', `${path}: the HTTP gateway cannot carry a method this library does not know`, {
    hint: "Use the transport 'grpc' for it.",
  });
}

/** The messages of some lines, and the failure the stream ends with if one of the lines says so. */
function readBatch(
  method: RpcMethod,
  lines: readonly string[],
  maxMessageBytes: number,
): { readonly messages: MessageBatch; readonly failure?: unknown } {
  const messages: Uint8Array[] = [];
  try {
    for (const line of lines) messages.push(readStreamLine(method, line, maxMessageBytes));
    return { messages };
  } catch (failure) {
    // What came before it is delivered first.
    return { messages, failure };
  }
}

/** What a failed exchange means for its call. */
function statusOf(error: unknown, path: string, { isLate, isSilent, timeoutMs, signal }: HttpCall): unknown {
  if (error instanceof OmniError || error instanceof CallStatusError) return error;
  if (isLate) {
    return new CallStatusError({ code: GRPC.DEADLINE_EXCEEDED, details: `not answered within ${timeoutMs} ms` });
  }
  if (isSilent) return new CallStatusError({ code: GRPC.UNAVAILABLE, details: 'nothing has come for too long' });
  if (signal.aborted) return new CallStatusError({ code: GRPC.CANCELLED, details: 'the call was cancelled' });
  const failure = error instanceof ConnectionError ? error.cause : error;
  if (!(failure instanceof Error)) return error;
  const { code } = failure as NodeJS.ErrnoException;
  if (code?.startsWith('HPE_') || code?.startsWith('Z_')) {
    return new OmniError('protocol', `${path}: the endpoint does not answer in HTTP/1.1 (${code})`, {
      hint: "Check the scheme and port of OMNI_ENDPOINT, or use the transport 'grpc'.",
    });
  }
  if (code === undefined && failure === error) return error;
  return new CallStatusError(connectionFailure(failure));
}
