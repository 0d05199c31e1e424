/** Blobs by object id. An id proves its content, so one cache may serve every repository of a process. */
export class BlobCache {
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor({ maxBytes = 64 * 1024 * 1024 }: { /** @default 64 MiB */ readonly maxBytes?: number } = {}) {
    this.#maxBytes = maxBytes;
  }

  /** The blob from the cache, else from `read`, which must have proven it. */
  async get(oid: string, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = this.#blobs.get(oid);
    if (known !== undefined) {
      this.#blobs.delete(oid);
      this.#blobs.set(oid, known);
      return known;
    }
    const blob = await read();
    this.#keep(oid, blob);
    return blob;
  }

  /** Drops what was not used for longest until the rest fits. A map keeps the order of insertion. */
  #keep(oid: string, blob: Uint8Array): void {
    if (blob.length > this.#maxBytes || this.#blobs.has(oid)) return;
    this.#blobs.set(oid, blob);
    this.#bytes += blob.length;
    for (const [oldest, { length }] of this.#blobs) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#blobs.delete(oldest);
      this.#bytes -= length;
    }
  }
}
