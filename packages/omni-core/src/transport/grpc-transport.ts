import { Client, type ClientUnaryCall, Metadata } from '@grpc/grpc-js';
import type { Endpoint } from '../config/endpoint.ts';
import { throwIfAborted } from '../errors/from-abort.ts';
import type { OmniError } from '../errors/omni-error.ts';
import { callFailure, closedError } from './call-failure.ts';
import { channelCredentials } from './channel-credentials.ts';
import { channelOptions } from './channel-options.ts';
import { clockAheadMs } from './clock-ahead.ts';
import type { Compression } from './compression.ts';
import type { Connection } from './connection.ts';
import { DEFAULT_TIMEOUT_MS } from './deadline.ts';
import type { HeaderSource } from './header-source.ts';
import { MAX_MESSAGE_BYTES } from './message-limit.ts';
import { requestHeaders } from './request-headers.ts';
import { streamMessages } from './stream-messages.ts';
import type { TlsOptions } from './tls-options.ts';
import type { MessageBatch, TransportCall } from './transport.ts';

export interface GrpcTransportOptions {
  readonly endpoint: Endpoint;
  readonly signer: HeaderSource;
  readonly tls?: TlsOptions;
  /** Deadline of unary calls that name none, in milliseconds. @default 30_000 */
  readonly timeoutMs?: number;
  /** Largest message sent or received, in bytes. @default 32 MiB, which is Omni's own limit */
  readonly maxMessageBytes?: number;
  /** @default 'none' */
  readonly compression?: Compression;
  /** How often the connection is checked while calls are open, in milliseconds. @default 60_000 */
  readonly keepaliveMs?: number;
}

interface Cancellable {
  cancel(): void;
}

/** gRPC over one HTTP/2 connection, made at the first call and shared by all of them. Every request is signed. */
export class GrpcTransport implements Connection {
  readonly #client: Client;
  readonly #connect: (maxMessageBytes: number) => Client;
  readonly #maxMessageBytes: number;
  readonly #signer: HeaderSource;
  readonly #timeoutMs: number;
  readonly #active = new Set<Cancellable>();
  #closed = false;
  #clockAheadMs: number | undefined;

  /** @throws {OmniError} `configuration_invalid` when the TLS certificates cannot be read */
  constructor(options: GrpcTransportOptions) {
    const { endpoint, signer, tls, timeoutMs = DEFAULT_TIMEOUT_MS, compression = 'none' } = options;
    const { maxMessageBytes = MAX_MESSAGE_BYTES, keepaliveMs } = options;
    const settings = { host: endpoint.host, compression, ...(keepaliveMs === undefined ? {} : { keepaliveMs }) };
    const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
    const target = `dns:${host}:${endpoint.port}`;
    const credentials = channelCredentials(endpoint.secure, tls);
    this.#connect = (limit) => new Client(target, credentials, channelOptions({ ...settings, maxMessageBytes: limit }));
    this.#client = this.#connect(maxMessageBytes);
    this.#maxMessageBytes = maxMessageBytes;
    this.#signer = signer;
    this.#timeoutMs = timeoutMs;
  }

  async unary(method: string, request: Uint8Array, call: TransportCall = {}): Promise<Uint8Array> {
    const { signal, timeoutMs = this.#timeoutMs } = call;
    const deadline = Date.now() + timeoutMs;
    this.#prepare(method, call);
    const headers = await requestHeaders(this.#signer, method, call.metadata);
    this.#prepare(method, call);

    const client = this.#clientFor(call);
    let cancel: (() => void) | undefined;
    let active: ClientUnaryCall | undefined;
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        active = client.makeUnaryRequest(
          method,
          identity,
          identity,
          asBuffer(request),
          headers,
          { deadline },
          (error, response) => {
            if (response !== undefined) resolve(response);
            else reject(error);
          },
        );
        active.on('metadata', (metadata) => this.#readClock(metadata));
        this.#active.add(active);
        cancel = () => active?.cancel();
        signal?.addEventListener('abort', cancel, { once: true });
      });
    } catch (error) {
      throw this.#failure(error, method, call, deadline);
    } finally {
      if (active !== undefined) this.#active.delete(active);
      if (cancel !== undefined) signal?.removeEventListener('abort', cancel);
      this.#release(client);
    }
  }

  async *serverStream(
    method: string,
    request: Uint8Array,
    call: TransportCall = {},
  ): AsyncGenerator<MessageBatch, void, undefined> {
    const { signal, timeoutMs } = call;
    const deadline = timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
    this.#prepare(method, call);
    const headers: Metadata = await requestHeaders(this.#signer, method, call.metadata);
    this.#prepare(method, call);

    const client = this.#clientFor(call);
    let active: Cancellable | undefined;
    try {
      const stream = client.makeServerStreamRequest(method, identity, identity, asBuffer(request), headers, {
        deadline,
      });
      active = stream;
      this.#active.add(stream);
      yield* streamMessages(stream, signal);
    } catch (error) {
      throw this.#failure(error, method, call, deadline);
    } finally {
      if (active !== undefined) this.#active.delete(active);
      this.#release(client);
    }
  }

  /** As the last answer to a unary call said, or the last refusal. */
  get clockAheadMs(): number | undefined {
    return this.#clockAheadMs;
  }

  /** Cancels what is still running and closes the connection. Later calls fail with code `closed`. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const call of this.#active) call.cancel();
    this.#client.close();
  }

  /** gRPC limits messages per connection, so that a call with a higher limit gets one for as long as it lasts. */
  #clientFor({ maxMessageBytes = this.#maxMessageBytes }: TransportCall): Client {
    return maxMessageBytes <= this.#maxMessageBytes ? this.#client : this.#connect(maxMessageBytes);
  }

  #release(client: Client): void {
    if (client !== this.#client) client.close();
  }

  /** A refusal comes without headers of its own: its date is among its trailers. */
  #failure(error: unknown, method: string, call: TransportCall, deadline: number): OmniError {
    if (error instanceof Error && 'metadata' in error && error.metadata instanceof Metadata)
      this.#readClock(error.metadata);
    return callFailure(error, method, call, { deadline, closed: this.#closed });
  }

  #readClock(metadata: Metadata): void {
    const [date] = metadata.get('date');
    this.#clockAheadMs = clockAheadMs(date) ?? this.#clockAheadMs;
  }

  #prepare(method: string, { signal, resource = method }: TransportCall): void {
    throwIfAborted(signal, resource);
    if (this.#closed) throw closedError(method);
  }
}

/** Messages are encoded and decoded above; gRPC only carries the bytes. */
const identity = (bytes: Buffer): Buffer => bytes;

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
