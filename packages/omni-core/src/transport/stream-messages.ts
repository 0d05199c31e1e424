import type { ClientReadableStream } from '@grpc/grpc-js';

/** Most messages held for a reader that is slower than the server. */
const HIGH_WATER = 64;

/**
 * The messages of a server stream, in order and in batches. Pauses the stream while {@link HIGH_WATER} messages wait, so memory stays
 * bounded by that and the flow-control window. Throws the stream's own error after the messages that came before it;
 * an abort throws at once. Leaving the loop cancels the call.
 *
 * Events instead of the stream's own iterator: that one costs several promises per message.
 */
export async function* streamMessages(
  stream: ClientReadableStream<Buffer>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Buffer[], void, undefined> {
  let waiting: Buffer[] = [];
  let ended = false;
  let failure: Error | undefined;
  let wake = (): void => {};

  stream.on('data', (message: Buffer) => {
    // The first of a batch calls the reader after everything that came with it in the same turn of the event loop.
    if (waiting.push(message) === 1) setImmediate(() => wake());
    if (waiting.length >= HIGH_WATER) stream.pause();
  });
  // Stays when the loop is left: a cancelled stream reports an error that nobody waits for any more.
  stream.on('error', (error) => {
    failure = error;
  });
  // Comes after the status and after every buffered message.
  stream.on('end', () => {
    ended = true;
    wake();
  });
  const abort = (): void => {
    stream.cancel();
    wake();
  };
  signal?.addEventListener('abort', abort, { once: true });

  try {
    while (true) {
      signal?.throwIfAborted();
      if (waiting.length > 0) {
        const batch = waiting;
        waiting = [];
        yield batch;
        continue;
      }
      if (ended) {
        if (failure !== undefined) throw failure;
        return;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        stream.resume();
      });
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    stream.cancel();
  }
}
