import { type AuditEvent, type AuditRecord, printAuditEvent } from './audit-event.ts';

export interface AuditLogOptions {
  /** Source of the time of events. */
  readonly clock: () => Date;
  /** How many events are kept. @default 100_000 */
  readonly limit?: number;
}

/** What was done to this server. In memory only: a restart begins a new log. */
export class AuditLog {
  readonly #clock: () => Date;
  readonly #limit: number;
  readonly #listeners = new Set<() => void>();
  #records: AuditRecord[] = [];
  #next = 1n;

  constructor({ clock, limit = 100_000 }: AuditLogOptions) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Position of the next event. */
  get next(): bigint {
    return this.#next;
  }

  /** Position of the oldest event that is kept, or of the next one when there is none. */
  get oldest(): bigint {
    return this.#records[0]?.id ?? this.#next;
  }

  record(event: AuditEvent): void {
    const timeMs = this.#clock().getTime();
    this.#records.push({ ...event, id: this.#next, timeMs, line: printAuditEvent(event, timeMs) });
    this.#next += 1n;
    // A tenth more than the limit, so that not every event moves all others.
    if (this.#records.length > this.#limit * 1.1) this.#records = this.#records.slice(-this.#limit);
    for (const listener of [...this.#listeners]) listener();
  }

  /** Events from a position on, in order. */
  since(id: bigint): readonly AuditRecord[] {
    const first = Number(id - this.oldest);
    return this.#records.slice(Math.max(0, first));
  }

  /** Position of the first event at or after a time; the next one when there is none yet. */
  positionAt(timeMs: number): bigint {
    return this.#records.find((record) => record.timeMs >= timeMs)?.id ?? this.#next;
  }

  /** Calls back after each event. @returns the function that ends it */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
