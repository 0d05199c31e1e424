/**
 * How calls travel: as gRPC, or as JSON through Omni's HTTP gateway. The gateway takes several times the bytes and the
 * time, and is for places that HTTP/2 does not reach.
 */
export type TransportKind = 'grpc' | 'http';
