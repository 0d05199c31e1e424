import { OmniError } from '../errors/omni-error.ts';
import type { Resource } from '../resources/resource.ts';
import { withMetadata } from '../resources/stored-resource.ts';

/** How long answers are kept, and how many. */
export interface ReadCacheOptions {
  /** How old an answer may be when it is given again, in milliseconds, counted from when it was asked for. */
  readonly maxAgeMs: number;
  /** Most answers kept: one resource each, or one list. @default 1_000 */
  readonly maxEntries?: number;
  /** Most bytes of resources kept, as estimated from their specs and metadata. @default 33_554_432 (32 MiB) */
  readonly maxBytes?: number;
}

/** What a read shows when it wants its answer kept. */
export interface ReadTicket {
  /** Full name of the type that is read. */
  readonly type: string;
  readonly startedAt: Moment;
  readonly epoch: number;
}

/** Two clocks: one stops while a machine sleeps or a Lambda is frozen, the other is set back now and then. */
interface Moment {
  readonly running: number;
  readonly wall: number;
}

interface Answer extends ReadTicket {
  readonly resources: readonly Resource[];
  readonly bytes: number;
}

const DEFAULT_ENTRIES = 1_000;
const DEFAULT_BYTES = 32 * 1024 * 1024;

/** What a resource takes besides its texts and bytes. */
const RESOURCE_BYTES = 500;

/** Answers of reads. The oldest go first when there are too many. */
export class ReadCache {
  readonly #maxAgeMs: number;
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  /** In the order in which they came. */
  readonly #answers = new Map<string, Answer>();
  #bytes = 0;
  /** Grows with everything that makes answers wrong. */
  #epoch = 0;
  readonly #epochs = new Map<string, number>();

  /** @throws {OmniError} `configuration_invalid` for a limit that is no positive number */
  constructor({ maxAgeMs, maxEntries = DEFAULT_ENTRIES, maxBytes = DEFAULT_BYTES }: ReadCacheOptions) {
    for (const [name, limit] of Object.entries({ maxAgeMs, maxEntries, maxBytes })) {
      if (!(limit > 0)) throw new OmniError('configuration_invalid', `cache.${name} must be above 0, not ${limit}`);
    }
    this.#maxAgeMs = maxAgeMs;
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  /** The answer for a key, if there is one that is young enough. Its specs are nobody else's. */
  find<Spec>(key: string): Resource<Spec>[] | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined || this.#isOld(answer) || answer.epoch !== this.#epochOf(answer.type)) return undefined;
    // The key says the type, and with it the spec.
    return (answer.resources as readonly Resource<Spec>[]).map(copy);
  }

  /** Call before asking for resources of a type. */
  ticket(type: string): ReadTicket {
    return { type, startedAt: now(), epoch: this.#epochOf(type) };
  }

  /** Keeps an answer, unless it may be wrong by now or is more than fits. */
  keep(key: string, resources: readonly Resource[], ticket: ReadTicket): void {
    const bytes = resources.reduce((sum, resource) => sum + sizeOf(resource), 0);
    if (ticket.epoch !== this.#epochOf(ticket.type) || bytes > this.#maxBytes) return;
    this.#drop(key);
    this.#answers.set(key, { ...ticket, resources: resources.map(copy), bytes });
    this.#bytes += bytes;
    for (const [oldest, answer] of this.#answers) {
      const fits = this.#answers.size <= this.#maxEntries && this.#bytes <= this.#maxBytes;
      if (fits && !this.#isOld(answer)) break;
      this.#drop(oldest);
    }
  }

  /** Forgets what was read of a type, answers that are on their way included. */
  forget(type: string): void {
    this.#epochs.set(type, (this.#epochs.get(type) ?? 0) + 1);
  }

  /** Forgets everything, answers that are on their way included. */
  clear(): void {
    this.#epoch += 1;
    this.#answers.clear();
    this.#bytes = 0;
  }

  /** Both parts only grow, so their sum is the same only when both are. */
  #epochOf(type: string): number {
    return this.#epoch + (this.#epochs.get(type) ?? 0);
  }

  #isOld({ startedAt }: Answer): boolean {
    const { running, wall } = now();
    return Math.max(running - startedAt.running, wall - startedAt.wall) > this.#maxAgeMs;
  }

  #drop(key: string): void {
    this.#bytes -= this.#answers.get(key)?.bytes ?? 0;
    this.#answers.delete(key);
  }
}

function now(): Moment {
  return { running: performance.now(), wall: Date.now() };
}

/** The same resource, whose spec is decoded anew: whoever changes one against the rules changes only theirs. */
function copy<Spec>(resource: Resource<Spec>): Resource<Spec> {
  return withMetadata(resource, {});
}

/** The spec twice, because its YAML comes with it, and the texts of the metadata. */
function sizeOf({ metadata, specBytes }: Resource): number {
  const { id, finalizers, labels, annotations } = metadata;
  const texts = [id, ...finalizers, ...Object.entries(labels).flat(), ...Object.entries(annotations).flat()];
  return RESOURCE_BYTES + 2 * specBytes.length + texts.reduce((sum, text) => sum + text.length, 0);
}
