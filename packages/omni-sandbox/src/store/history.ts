import { randomBytes } from 'node:crypto';
import { invalidBookmark } from './state-errors.ts';
import type { StoreEvent } from './store-event.ts';

/** How a position in a history is written into a bookmark. */
export interface BookmarkFormat {
  encode(revision: number): Uint8Array;
  /** @throws {StatusError} FAILED_PRECONDITION when these bytes were not made by this format */
  decode(bookmark: Uint8Array): number;
}

/** Eight bytes, big endian: what etcd-backed namespaces use. Valid after a restart. */
export const revisionBookmarks: BookmarkFormat = {
  encode: (revision) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(revision));
    return bytes;
  },
  decode: (bookmark) => {
    if (bookmark.length !== 8) throw invalidBookmark();
    return Number(Buffer.from(bookmark).readBigUInt64BE());
  },
};

/** Sixteen bytes, the first eight drawn at start: a bookmark from before a restart is recognised and refused. */
export function cookieBookmarks(cookie: Uint8Array = randomBytes(8)): BookmarkFormat {
  return {
    encode: (revision) => Buffer.concat([cookie, revisionBookmarks.encode(revision)]),
    decode: (bookmark) => {
      if (bookmark.length !== 16 || !Buffer.from(cookie).equals(bookmark.subarray(0, 8))) throw invalidBookmark();
      return revisionBookmarks.decode(bookmark.subarray(8));
    },
  };
}

/** The last events of one backend, in order. */
export class History {
  readonly bookmarks: BookmarkFormat;
  readonly #capacity: number;
  #events: StoreEvent[];
  #revision: number;
  /** Everything after this revision is still known. */
  #floor: number;

  constructor(bookmarks: BookmarkFormat, capacity: number, events: readonly StoreEvent[] = [], revision = 0) {
    this.bookmarks = bookmarks;
    this.#capacity = capacity;
    this.#events = [...events];
    this.#revision = revision;
    this.#floor = events[0] === undefined ? revision : events[0].revision - 1;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Oldest revision a bookmark may name. */
  get floor(): number {
    return this.#floor;
  }

  /** Hands out the next revision; the caller then {@link append}s the event that bears it. */
  next(): number {
    this.#revision += 1;
    return this.#revision;
  }

  append(event: StoreEvent): void {
    this.#events.push(event);
    // Cut in large steps: shifting one by one would move the whole array with every write.
    if (this.#events.length > this.#capacity * 2) {
      this.#events = this.#events.slice(-this.#capacity);
      this.#floor = (this.#events[0]?.revision ?? this.#revision + 1) - 1;
    }
  }

  /**
   * Events after a bookmark.
   * @throws {StatusError} FAILED_PRECONDITION for a bookmark that is not ours, too old, or from the future
   */
  since(bookmark: Uint8Array): StoreEvent[] {
    const revision = this.bookmarks.decode(bookmark);
    if (revision < this.#floor || revision > this.#revision) throw invalidBookmark();
    return this.#events.filter((event) => event.revision > revision);
  }
}
