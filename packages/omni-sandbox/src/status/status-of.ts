import { OmniError } from '@fleetwright/omni-core';
import { status } from '@grpc/grpc-js';
import { StatusError, statusNumber } from './status-error.ts';

/** How a call ends on the wire. */
export interface WireStatus {
  /** Number of gRPC. */
  readonly code: number;
  readonly message: string;
}

/**
 * The status a failed handler leaves. Raw errors leave a Go handler as UNKNOWN with their text; bytes that are no message
 * as INTERNAL.
 */
export function statusOf(error: unknown): WireStatus {
  if (error instanceof StatusError) return { code: statusNumber(error), message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof OmniError && error.code === 'protocol' ? status.INTERNAL : status.UNKNOWN, message };
}
