import { ReadOnlyError } from '../errors/call-errors.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { callUnary } from '../transport/rpc-call.ts';
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
    const { subject, writes = false, cluster, signal, timeoutMs } = options;
    if (writes) this.expectWritable(subject);
    const call: TransportCall = {
      resource: subject,
      ...(cluster === undefined ? {} : { metadata: { context: [cluster] } }),
      ...(signal === undefined ? {} : { signal }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
    return callUnary(this.#transport, method, request, call);
  }

  /** @throws {ReadOnlyError} when the client may not write */
  expectWritable(subject: string): void {
    if (this.#readOnly) throw new ReadOnlyError(`The change to ${subject}`);
  }
}
