import { isOmniError, type JsonObject, type Marker, redactValue } from '@fleetwright/omni-core';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { WriteRefused } from './write-refused.ts';

/** What went wrong, in the form every tool reports it. */
export interface ErrorBody {
  /** Stable, upper case: `NOT_FOUND`, `PLAN_STALE`, … */
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
  /** The same call can succeed later. */
  readonly retryable: boolean;
}

/** Key under `_meta` of a failed call that holds the {@link ErrorBody}, for programs. */
export const ERROR_META = 'dev.omni/error';

/** Describes a failure. Unexpected errors say nothing about themselves: their text could hold anything. */
export function errorBody(error: unknown): ErrorBody {
  if (error instanceof WriteRefused) {
    const { refusal, message, hint = '' } = error;
    return { code: refusal, message, hint, retryable: refusal === 'PLAN_STALE' || refusal === 'PLAN_EXPIRED' };
  }
  if (isOmniError(error)) {
    const { code, message, hint = '', retryable } = error;
    return { code: code.toUpperCase(), message, hint, retryable };
  }
  return {
    code: 'INTERNAL',
    message: 'The server failed unexpectedly.',
    hint: 'Look at the log of omni-mcp; nothing is known about the state of a write that was under way.',
    retryable: false,
  };
}

/**
 * A failed call. The text carries the facts as JSON; there is no structured content, because clients of 2025 check
 * that against the tool's output schema even for errors.
 */
export function errorReply(error: unknown, marker: Marker): CallToolResult {
  const plan = error instanceof WriteRefused ? error.plan : undefined;
  const body = redactValue({ ...errorBody(error), ...(plan === undefined ? {} : { plan }) }, marker) as JsonObject;
  return {
    isError: true,
    content: [{ type: 'text', text: JSON.stringify(body, undefined, 1) }],
    _meta: { [ERROR_META]: body },
  };
}
