import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobMessage } from '../handlers/worker.ts';
import type { JobQueue, QueuedJob } from '../ports/job-queue.ts';

/** How long SQS FIFO drops repeated ids, in milliseconds. */
const DEDUPLICATION_MS = 300_000;

/** Takes a message and answers whether it is done. */
export type MessageConsumer = (message: JobMessage) => Promise<boolean>;

export interface LocalJobQueueOptions {
  /** Tries before a message is given up. @default 5 */
  readonly maxReceiveCount?: number;
  /** Wait before the second try, in milliseconds; it doubles with every further one. @default 1_000 */
  readonly retryDelayMs?: number;
}

interface Waiting {
  readonly body: string;
  readonly receipt: string;
  receives: number;
}

/**
 * The jobs queue in this process, with the rules of SQS FIFO that matter: messages of a group run one at a time in
 * order, groups run side by side, a message that fails blocks its group until it is done or given up, repeated ids are
 * dropped. What is queued is lost when the process ends.
 */
export class LocalJobQueue implements JobQueue, AsyncDisposable {
  readonly deadLetters: string[] = [];
  readonly #consume: MessageConsumer;
  readonly #options: Required<LocalJobQueueOptions>;
  readonly #groups = new Map<string, Waiting[]>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #seen = new Map<string, number>();
  readonly #stop = new AbortController();

  constructor(consume: MessageConsumer, options: LocalJobQueueOptions = {}) {
    this.#consume = consume;
    this.#options = { maxReceiveCount: 5, retryDelayMs: 1_000, ...options };
  }

  async send({ job, group, deduplicationId }: QueuedJob): Promise<void> {
    this.#stop.signal.throwIfAborted();
    if (this.#isRepeated(`${group} ${deduplicationId}`)) return;
    const messages = this.#groups.get(group) ?? [];
    this.#groups.set(group, messages);
    messages.push({ body: JSON.stringify(job), receipt: randomUUID(), receives: 0 });
    if (this.#running.has(group)) return;
    this.#running.set(
      group,
      this.#drain(messages).finally(() => this.#running.delete(group)),
    );
  }

  /** Resolves when nothing is queued or running any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Waits for the messages being worked on; what is still queued is dropped. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('the local queue was closed'));
    await this.idle();
  }

  async #drain(messages: Waiting[]): Promise<void> {
    for (let message = messages[0]; message !== undefined; message = messages[0]) {
      if (this.#stop.signal.aborted) return;
      message.receives += 1;
      const { body, receipt, receives } = message;
      const attributes = { ApproximateReceiveCount: String(receives) };
      // A consumer that throws has not done its message, as with Lambda.
      const done = await this.#consume({ messageId: receipt, receiptHandle: receipt, body, attributes }).catch(
        () => false,
      );
      if (!done && receives < this.#options.maxReceiveCount) {
        const delayMs = this.#options.retryDelayMs * 2 ** (receives - 1);
        await sleep(delayMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
        continue;
      }
      if (!done) this.deadLetters.push(body);
      messages.shift();
    }
  }

  #isRepeated(id: string): boolean {
    const now = Date.now();
    for (const [old, at] of this.#seen) if (now - at > DEDUPLICATION_MS) this.#seen.delete(old);
    if (this.#seen.has(id)) return true;
    this.#seen.set(id, now);
    return false;
  }
}
