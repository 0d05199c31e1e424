import type { Credentials } from '../auth/credentials.ts';
import { createRequestSigner } from '../auth/request-signer.ts';
import { fromAbort } from '../errors/from-abort.ts';
import { isOmniError } from '../errors/omni-error.ts';
import type { HeaderSource } from '../transport/header-source.ts';
import type { CallMetadata, MessageBatch, Transport, TransportCall } from '../transport/transport.ts';

/** Signs with the credentials it was given last. */
export class RenewableSigner implements HeaderSource {
  #current: HeaderSource;

  constructor(credentials: Credentials) {
    this.#current = createRequestSigner(credentials);
  }

  sign(method: string, metadata: CallMetadata) {
    return this.#current.sign(method, metadata);
  }

  replace(credentials: Credentials): void {
    this.#current = createRequestSigner(credentials);
  }
}

/** Makes new credentials, e.g. by a login. Not called again while it runs. */
export type RenewCredentials = () => Promise<Credentials>;

/**
 * Renews the credentials when Omni refuses them, and sends the refused call once more. Unary calls only: a stream that
 * lost its key has an owner who knows how to begin again. Calls refused meanwhile share one renewal; a refused call
 * has changed nothing, so that writes are repeated as well.
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
      if (!isOmniError(error, 'unauthenticated', 'credentials_expired')) throw error;
    }
    // Somebody else's renewal may have come in between.
    if (this.#renewals === before) await unlessAborted(this.#shareRenewal(), call.signal, call.resource ?? method);
    return this.#transport.unary(method, request, call);
  }

  serverStream(
    method: string,
    request: Uint8Array,
    call?: TransportCall,
  ): AsyncGenerator<MessageBatch, void, undefined> {
    return this.#transport.serverStream(method, request, call);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport[Symbol.asyncDispose]();
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

/** One caller giving up does not end a renewal others wait for. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined, subject: string): Promise<void> {
  if (signal === undefined) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(fromAbort(signal, subject));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
