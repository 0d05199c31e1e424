import type { Credentials } from '@fleetwright/omni-core';
import { parseServiceAccountKey } from '@fleetwright/omni-core';
import { Metadata } from '@grpc/grpc-js';
import { GatewayCaller } from './gateway-caller.ts';
import { GrpcCaller } from './grpc-caller.ts';
import type { RawCaller } from './raw-caller.ts';
import { transportUnderTest } from './transport-under-test.ts';

/** What a test may do differently from a well-behaved client. Everything left out is right. */
export interface CallVariation {
  /** Changes the payload before it is signed. */
  readonly payload?: (payload: Payload) => unknown;
  /** Changes the headers after signing. */
  readonly metadata?: (metadata: Metadata) => void;
  /** Headers to send, and to sign unless `payload` takes them out. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Leave the three signature headers out. @default false */
  readonly unsigned?: boolean;
  /** Longest time the call may take. @default no limit */
  readonly timeoutMs?: number;
  /** Seconds to add to the timestamp. */
  readonly skewSeconds?: number;
}

/** The JSON object that is signed. */
export interface Payload {
  readonly headers: Readonly<Record<string, readonly string[] | null>>;
  readonly method: string;
}

/** Calls signed by hand, so that every part of the signature can be spoilt. */
export class SignedCalls implements Disposable {
  readonly credentials: Credentials;
  readonly #caller: RawCaller;

  constructor(endpoint: string, credentials: Credentials) {
    this.credentials = credentials;
    this.#caller = transportUnderTest() === 'grpc' ? new GrpcCaller(endpoint) : new GatewayCaller(endpoint);
  }

  static async open(sandbox: { readonly endpoint: string; readonly serviceAccountKey: string }): Promise<SignedCalls> {
    return new SignedCalls(sandbox.endpoint, await parseServiceAccountKey(sandbox.serviceAccountKey));
  }

  async unary(method: string, request: Uint8Array, variation: CallVariation = {}): Promise<Uint8Array> {
    return this.#caller.unary(method, request, await this.#metadata(method, variation), variation.timeoutMs);
  }

  /** Messages of a stream as they come; leaving the loop ends it. */
  async *stream(method: string, request: Uint8Array, variation: CallVariation = {}): AsyncGenerator<Uint8Array> {
    yield* this.#caller.stream(method, request, await this.#metadata(method, variation));
  }

  [Symbol.dispose](): void {
    this.#caller[Symbol.dispose]();
  }

  async #metadata(
    method: string,
    { headers = {}, skewSeconds = 0, unsigned = false, ...changes }: CallVariation,
  ): Promise<Metadata> {
    const { key, identity } = this.credentials;
    const timestamp = String(Math.floor(Date.now() / 1000) + skewSeconds);
    const metadata = new Metadata();
    const signed: Record<string, readonly string[] | null> = { 'x-sidero-timestamp': [timestamp] };
    for (const [name, value] of Object.entries(headers)) {
      metadata.add(name, value);
      signed[name] = [value];
    }
    if (unsigned) {
      changes.metadata?.(metadata);
      return metadata;
    }
    const payload: Payload = { headers: signed, method };
    const text = JSON.stringify(changes.payload === undefined ? payload : changes.payload(payload));
    const signature = Buffer.from(await key.sign(Buffer.from(text))).toString('base64');
    metadata.set('x-sidero-timestamp', timestamp);
    metadata.set('x-sidero-payload', text);
    metadata.set('x-sidero-signature', `siderov1 ${identity} ${key.fingerprint} ${signature}`);
    changes.metadata?.(metadata);
    return metadata;
  }
}
