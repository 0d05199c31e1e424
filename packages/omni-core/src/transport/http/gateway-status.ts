import { GRPC, type GrpcStatus } from '../../errors/grpc-status.ts';

/** What a proxy or a load balancer between us and Omni means, as gRPC itself reads it. */
const CODES: Readonly<Record<number, number>> = {
  400: GRPC.INTERNAL,
  401: GRPC.UNAUTHENTICATED,
  403: GRPC.PERMISSION_DENIED,
  404: GRPC.UNIMPLEMENTED,
  429: GRPC.UNAVAILABLE,
  502: GRPC.UNAVAILABLE,
  503: GRPC.UNAVAILABLE,
  504: GRPC.UNAVAILABLE,
};

/** How the gateway words that it has no such method, with the code it also uses for a resource that is missing. */
const NO_ROUTE = 'Not Found';

/**
 * The status in the JSON of a failed call: `{code, message}`, inside of `error` when the call is a stream.
 * @returns `undefined` for JSON that is no status
 */
export function gatewayStatus(json: unknown): GrpcStatus | undefined {
  const status = field(json, 'error') ?? json;
  const [code, message] = [field(status, 'code'), field(status, 'message') ?? ''];
  if (typeof code !== 'number' || !Number.isInteger(code) || code < 1 || typeof message !== 'string') return undefined;
  if (code === GRPC.NOT_FOUND && message === NO_ROUTE) return { code: GRPC.UNIMPLEMENTED, details: 'no such method' };
  return { code, details: message };
}

/** The status of an answer that is not the gateway's. */
export function foreignStatus(httpStatus: number): GrpcStatus {
  // A 407 can only come from a proxy, and then the call went nowhere.
  if (httpStatus === 407) {
    return { code: GRPC.UNAVAILABLE, details: 'No connection established: the proxy wants to know who we are (407)' };
  }
  return { code: CODES[httpStatus] ?? GRPC.UNKNOWN, details: `answered with HTTP status ${httpStatus}` };
}

function field(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>)[name] : undefined;
}
