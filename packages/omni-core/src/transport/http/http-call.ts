import type { CallOptions } from '../call-options.ts';

/** Node's timers cannot wait longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface HttpCallOptions extends CallOptions {
  /** Longest time in which nothing comes, in milliseconds. @default for ever */
  readonly silenceMs?: number;
}

/** What ends the exchange of one call: its caller, its deadline, silence, or its transport, whichever comes first. */
export class HttpCall {
  /** Fires for all of them. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch; infinite without a timeout. */
  readonly deadline: number;
  readonly timeoutMs: number | undefined;
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #silence: NodeJS.Timeout | undefined;
  #isLate = false;
  #isSilent = false;

  constructor({ signal, timeoutMs, silenceMs }: HttpCallOptions) {
    this.signal = this.#controller.signal;
    this.timeoutMs = timeoutMs;
    this.deadline = timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
    this.#caller = signal;
    signal?.addEventListener('abort', this.#cancel, { once: true });
    if (timeoutMs !== undefined && timeoutMs <= LONGEST_TIMER_MS) {
      this.#timer = setTimeout(() => {
        this.#isLate = true;
        this.cancel();
      }, timeoutMs);
    }
    if (silenceMs !== undefined) {
      this.#silence = setTimeout(() => {
        this.#isSilent = true;
        this.cancel();
      }, silenceMs);
    }
  }

  /** True when the deadline has ended the call. */
  get isLate(): boolean {
    return this.#isLate;
  }

  /** True when silence has. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** Something has come. */
  hear(): void {
    this.#silence?.refresh();
  }

  cancel(): void {
    this.#controller.abort();
  }

  /** Call when the exchange is over, however it went. */
  end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#caller?.removeEventListener('abort', this.#cancel);
  }

  readonly #cancel = (): void => this.cancel();
}
