import type { Credentials } from '../auth/credentials.ts';
import { createRequestSigner } from '../auth/request-signer.ts';
import { isOmniError } from '../errors/omni-error.ts';
import type { HeaderSource } from '../transport/header-source.ts';
import type { CallMetadata, MessageBatch, Transport, TransportCall } from '../transport/transport.ts';
import { unlessAborted } from '../transport/unless-aborted.ts';

/** Signs with the credentials it was given last. */
export class RenewableSigner implements HeaderSource {
  #credentials: Credentials;
  #current: HeaderSource;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
    this.#current = createRequestSigner(credentials);
  }

  get credentials(): Credentials {
    return this.#credentials;
  }

  sign(method: string, metadata: CallMetadata) {
    return this.#current.sign(method, metadata);
  }

  replace(credentials: Credentials): void {
    this.#credentials = credentials;
    this.#current = createRequestSigner(credentials);
  }
}

/** Makes new credentials, e.g. by a login. Not called again while it runs. */
export type RenewCredentials = () => Promise<Credentials>;

/**
 * Renews the credentials when Omni refuses them, and sends the refused call once more. Calls refused meanwhile share one
 * renewal; a refused call has changed nothing, so that writes are repeated as well. Omni looks at a key when a stream
 * opens, not while it runs: a watch meets this when it comes back.
 */
export class RenewingTransport implements Transport {
  readonly #transport: Transport;
  readonly #signer: RenewableSigner;
  readonly #renew: RenewCredentials;
  #renewals = 0;
  #renewing: Promise<void> | undefined;

  constructor(transport: Transport, signer: RenewableSigner, renew: RenewCredentials) {
    this.#transport = transport;
    this.#signer = signer;
    this.#renew = renew;
  }

  async unary(method: string, request: Uint8Array, call: TransportCall = {}): Promise<Uint8Array> {
    const before = this.#renewals;
    try {
      return await this.#transport.unary(method, request, call);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
    await this.#renewSince(before, method, call);
    return this.#transport.unary(method, request, call);
  }

  async *serverStream(
    method: string,
    request: Uint8Array,
    call: TransportCall = {},
  ): AsyncGenerator<MessageBatch, void, undefined> {
    const before = this.#renewals;
    let opened = false;
    try {
      for await (const batch of this.#transport.serverStream(method, request, call)) {
        opened = true;
        yield batch;
      }
      return;
    } catch (error) {
      if (opened || !isRefusal(error)) throw error;
    }
    await this.#renewSince(before, method, call);
    yield* this.#transport.serverStream(method, request, call);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport[Symbol.asyncDispose]();
  }

  /** Renews, unless somebody else did so after the call began. */
  async #renewSince(before: number, method: string, { signal, resource = method }: TransportCall): Promise<void> {
    if (this.#renewals === before) await unlessAborted(this.#shareRenewal(), signal, resource);
  }

  #shareRenewal(): Promise<void> {
    this.#renewing ??= this.#renewOnce().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renewOnce(): Promise<void> {
    this.#signer.replace(await this.#renew());
    this.#renewals += 1;
  }
}

function isRefusal(error: unknown): boolean {
  return isOmniError(error, 'unauthenticated', 'credentials_expired');
}
