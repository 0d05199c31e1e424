import { DeadlineError } from '../errors/call-errors.ts';
import { isOmniError } from '../errors/omni-error.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { pause } from '../transport/pause.ts';

/** How long and how often to look; the same for everything that can be waited for. */
export interface WaitOptions<Report> {
  readonly signal?: AbortSignal;
  /** Longest wait, in milliseconds. @default 1_800_000 (half an hour) */
  readonly timeoutMs?: number;
  /** Time between two looks, in milliseconds. @default 2_000 */
  readonly intervalMs?: number;
  /** Called with the first report and with each one that says something new. */
  readonly onProgress?: (report: Report) => void;
}

/** What is waited for. */
export interface Goal<Report> {
  /** For messages, e.g. `cluster demo`. */
  readonly subject: string;
  /** May throw to give up for good. */
  readonly isReached: (report: Report) => boolean;
  /** What still stands in the way, in words. */
  readonly missing: (report: Report) => string;
}

/**
 * Looks again and again until a goal is reached. Looks instead of watching, so that it survives being frozen in a
 * Lambda; short outages of Omni are waited out.
 *
 * @param look reads a report that JSON can hold
 * @returns the report that reached the goal
 * @throws {DeadlineError} naming what is still missing
 */
export async function lookUntil<Report>(
  look: (call: CallOptions) => Promise<Report>,
  goal: Goal<Report>,
  options: WaitOptions<Report> = {},
): Promise<Report> {
  const { signal, timeoutMs = 30 * 60_000, intervalMs = 2_000, onProgress } = options;
  const end = performance.now() + timeoutMs;
  const call: CallOptions = signal === undefined ? {} : { signal };
  let last: { readonly report: Report; readonly text: string } | undefined;

  while (true) {
    const report = await unlessUnavailable(look(call));
    if (report !== undefined) {
      const text = JSON.stringify(report.value);
      if (text !== last?.text) onProgress?.(report.value);
      last = { report: report.value, text };
      if (goal.isReached(report.value)) return report.value;
    }
    const left = end - performance.now();
    if (left <= 0) {
      const missing = last === undefined ? 'Omni could not be reached' : goal.missing(last.report);
      throw late(goal.subject, timeoutMs, missing);
    }
    await pause(Math.min(intervalMs, left), signal, `waiting for ${goal.subject}`);
  }
}

async function unlessUnavailable<Report>(looking: Promise<Report>): Promise<{ readonly value: Report } | undefined> {
  try {
    return { value: await looking };
  } catch (error) {
    if (isOmniError(error, 'unavailable')) return undefined;
    throw error;
  }
}

function late(subject: string, timeoutMs: number, missing: string): DeadlineError {
  return new DeadlineError(
    `${sentenceCase(subject)} is not ready after ${Math.round(timeoutMs / 1000)} s: ${missing}`,
    {
      hint: 'Look at what is named above, or wait longer with timeoutMs; Omni goes on working on it.',
    },
  );
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
