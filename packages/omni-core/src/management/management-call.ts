import { ReadOnlyError } from '../errors/call-errors.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { callStream, callUnary } from '../transport/rpc-call.ts';
import type { Transport, TransportCall } from '../transport/transport.ts';
import type { Messages } from '../wire/gen/messages.ts';
import type { Init } from '../wire/init.ts';
import type { RpcMethod } from '../wire/services.ts';

/** How one call of the management service is made. */
export interface ManagementCallOptions extends CallOptions {
  /** Cluster the call is about. Travels beside the message, covered by the signature. */
  readonly cluster?: string;
  /** True when the call changes something or hands out a credential; a read-only client refuses it. */
  readonly writes?: boolean;
  /** What the call is about, for error texts, e.g. `service account automation`. */
  readonly subject: string;
  /** Largest message the call accepts, in bytes. @default the transport's limit */
  readonly maxMessageBytes?: number;
}

/** Makes management calls: the one place that knows where the cluster goes and what read-only forbids. */
export class ManagementCaller {
  readonly #transport: Transport;
  readonly #readOnly: boolean;

  constructor(transport: Transport, readOnly: boolean) {
    this.#transport = transport;
    this.#readOnly = readOnly;
  }

  /** @throws {ReadOnlyError} before anything is sent, when the client may not write */
  async unary<Request extends keyof Messages, Response extends keyof Messages>(
    method: RpcMethod<Request, Response>,
    request: Init<Messages[Request]>,
    options: ManagementCallOptions,
  ): Promise<Messages[Response]> {
    const { subject, writes = false } = options;
    if (writes) this.expectWritable(subject);
    return callUnary(this.#transport, method, request, transportCall(options));
  }

  /**
   * The messages of a stream, one at a time. Leaving the loop cancels the call.
   * @throws {ReadOnlyError} before anything is sent, when the client may not write
   */
  async *stream<Request extends keyof Messages, Response extends keyof Messages>(
    method: RpcMethod<Request, Response>,
    request: Init<Messages[Request]>,
    options: ManagementCallOptions,
  ): AsyncGenerator<Messages[Response], void, undefined> {
    const { subject, writes = false } = options;
    if (writes) this.expectWritable(subject);
    for await (const batch of callStream(this.#transport, method, request, transportCall(options))) yield* batch;
  }

  /** @throws {ReadOnlyError} when the client may not write */
  expectWritable(subject: string): void {
    if (this.#readOnly) throw new ReadOnlyError(`The change to ${subject}`);
  }
}

function transportCall(options: ManagementCallOptions): TransportCall {
  const { subject, cluster, maxMessageBytes } = options;
  return {
    ...callOptions(options),
    resource: subject,
    ...(cluster === undefined ? {} : { metadata: { context: [cluster] } }),
    ...(maxMessageBytes === undefined ? {} : { maxMessageBytes }),
  };
}

/**
 * Signal and deadline of a call and nothing else, out of options that may say more.
 * @param defaultMs deadline when the caller names none, in milliseconds; left out, the transport's default applies
 */
export function callOptions({ signal, timeoutMs }: CallOptions, defaultMs?: number): CallOptions {
  const deadline = timeoutMs ?? defaultMs;
  return { ...(signal === undefined ? {} : { signal }), ...(deadline === undefined ? {} : { timeoutMs: deadline }) };
}
