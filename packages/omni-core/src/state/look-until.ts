import { DeadlineError } from '../errors/call-errors.ts';
import { isOmniError } from '../errors/omni-error.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { pause } from '../transport/pause.ts';

/** Time between two looks, in milliseconds, where nobody says otherwise. */
export const DEFAULT_INTERVAL_MS = 2_000;

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
  /**
   * How long the goal has to stay reached, with the same report, in milliseconds: for goals that the state before a
   * change reaches as well, so that Omni gets the time to see the change.
   * @default 0
   */
  readonly settleMs?: number;
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
  const { signal, timeoutMs = 30 * 60_000, intervalMs = DEFAULT_INTERVAL_MS, onProgress } = options;
  const end = performance.now() + timeoutMs;
  const call: CallOptions = signal === undefined ? {} : { signal };
  const { settleMs = 0 } = goal;
  let last: { readonly report: Report; readonly text: string } | undefined;
  let reachedAt: number | undefined;

  while (true) {
    const report = await unlessUnavailable(look(call));
    if (report !== undefined) {
      const text = JSON.stringify(report.value);
      const isNews = text !== last?.text;
      if (isNews) onProgress?.(report.value);
      last = { report: report.value, text };
      const now = performance.now();
      reachedAt = goal.isReached(report.value) ? (isNews ? now : (reachedAt ?? now)) : undefined;
      if (reachedAt !== undefined && now - reachedAt >= settleMs) return report.value;
    }
    const left = end - performance.now();
    if (left <= 0) throw late(goal.subject, timeoutMs, missingOf(goal, last?.report, reachedAt !== undefined));
    const settling = reachedAt === undefined ? intervalMs : reachedAt + settleMs - performance.now();
    await pause(Math.max(1, Math.min(intervalMs, left, settling)), signal, `waiting for ${goal.subject}`);
  }
}

function missingOf<Report>(goal: Goal<Report>, report: Report | undefined, isReached: boolean): string {
  if (report === undefined) return 'Omni could not be reached';
  return isReached ? 'it was, but not for long enough' : goal.missing(report);
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
