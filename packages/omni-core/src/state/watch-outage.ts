import { WatchError } from '../errors/call-errors.ts';
import type { OmniError } from '../errors/omni-error.ts';
import { pause } from '../transport/pause.ts';
import { backoffMs } from './backoff.ts';

const BACKOFF = { firstMs: 250, mostMs: 30_000 };

/** How long a broken watch tries to come back before it gives up. */
const GIVE_UP_AFTER_MS = 15 * 60_000;

/** A connection that was there for so long was open: none takes as long to fail, however quiet the watch is. */
const HELD_MS = 60_000;

/** How often a watch broke, and for how long it has been broken. */
export class WatchOutage {
  readonly #subject: string;
  #startedAt = 0;
  #brokenSince: number | undefined;
  #failures = 0;

  constructor(subject: string) {
    this.#subject = subject;
  }

  /** An attempt begins. */
  start(): void {
    this.#startedAt = performance.now();
  }

  /** An event came, so that the watch is whole. */
  end(): void {
    this.#brokenSince = undefined;
    this.#failures = 0;
  }

  /**
   * Waits until the next attempt.
   * @throws {WatchError} when the watch has been broken for 15 minutes
   */
  async wait(failure: OmniError | undefined, signal: AbortSignal | undefined): Promise<void> {
    if (performance.now() - this.#startedAt > HELD_MS) this.end();
    this.#failures += 1;
    this.#brokenSince ??= performance.now();
    if (performance.now() - this.#brokenSince > GIVE_UP_AFTER_MS) {
      throw new WatchError(`${this.#subject}: the watch could not be reopened for 15 minutes`, {
        cause: failure,
        hint: failure?.hint ?? 'Check that Omni can be reached, then start a new watch.',
      });
    }
    await pause(backoffMs(this.#failures, BACKOFF), signal, this.#subject);
  }
}
