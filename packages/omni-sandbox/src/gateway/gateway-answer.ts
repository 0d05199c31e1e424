import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, createGzip, type Gzip } from 'node:zlib';
import type { JsonObject } from '@fleetwright/omni-core/wire';
import type { WireStatus } from '../status/status-of.ts';
import { httpStatus } from './http-status.ts';

/** Writes one answer, packed if the client wants it so. */
export class GatewayAnswer {
  readonly #response: ServerResponse;
  readonly #gzip: Gzip | undefined;

  constructor({ headers }: IncomingMessage, response: ServerResponse) {
    this.#response = response;
    const accepted = String(headers['accept-encoding'] ?? '').split(',');
    response.setHeader('Vary', 'Accept-Encoding');
    if (!accepted.some((encoding) => encoding.trim() === 'gzip')) return;
    response.setHeader('Content-Encoding', 'gzip');
    this.#gzip = createGzip();
    this.#gzip.pipe(response);
  }

  /** The one message of a unary call. */
  message(json: JsonObject): void {
    this.#isJson();
    this.#out.end(JSON.stringify(json));
  }

  /** One message of a stream. Waits while the client reads slower than we write. */
  async line(json: JsonObject, signal: AbortSignal): Promise<void> {
    this.#isJson();
    const hasRoom = this.#out.write(`${JSON.stringify(json)}\n`);
    this.#gzip?.flush(constants.Z_SYNC_FLUSH);
    if (!hasRoom && !signal.aborted) await once(this.#out, 'drain', { signal });
  }

  /** The end of a stream that went well. One without messages has nothing in it, not even a type. */
  end(): void {
    this.#out.end();
  }

  /** The end of a call that failed. The status of a stream that has begun comes as its last line. */
  fail({ code, message }: WireStatus, kind: 'unary' | 'stream'): void {
    const status = { code, message, details: [] };
    this.#isJson();
    if (!this.#response.headersSent) {
      this.#response.statusCode = httpStatus(code);
      // Texts of some refusals have line breaks, which no header has.
      const challenge = message.replaceAll(/[^\x20-\x7e]/g, ' ');
      if (this.#response.statusCode === 401) this.#response.setHeader('WWW-Authenticate', challenge);
    }
    this.#out.end(kind === 'unary' ? JSON.stringify(status) : `${JSON.stringify({ error: status })}\n`);
  }

  #isJson(): void {
    if (!this.#response.headersSent) this.#response.setHeader('Content-Type', 'application/json');
  }

  get #out(): ServerResponse | Gzip {
    return this.#gzip ?? this.#response;
  }
}
