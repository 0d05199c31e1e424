/** What a failed gRPC call leaves behind, reduced to the parts that are safe and useful here. */
export interface GrpcStatus {
  /** Number from the gRPC specification. */
  readonly code: number;
  /** The server's text. */
  readonly details: string;
  /** `date` header of the answer, when the server sent one. */
  readonly serverDate?: string | undefined;
}

/** gRPC status numbers. Kept here so that errors can be made without loading a gRPC library. */
export const GRPC = {
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

const NAMES = new Map<number, string>([
  [0, 'OK'],
  ...Object.entries(GRPC).map(([name, code]) => [code, name] as const),
]);

/** Name of a status number as gRPC writes it, e.g. `NOT_FOUND`. */
export function grpcStatusName(code: number): string {
  return NAMES.get(code) ?? `code ${code}`;
}

/**
 * The wire-level cause of an {@link OmniError}. Unlike the library's own error object it carries no metadata, so
 * printing it cannot reveal headers.
 */
export class GrpcStatusError extends Error {
  override readonly name = 'GrpcStatusError';
  readonly grpcCode: number;
  readonly details: string;

  constructor({ code, details }: GrpcStatus) {
    super(`${grpcStatusName(code)}: ${details}`);
    this.grpcCode = code;
    this.details = details;
  }
}
