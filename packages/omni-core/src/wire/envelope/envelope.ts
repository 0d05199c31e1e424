/** Bytes of a message that are text; decoded by whoever wants to read them. */
export interface TextSlice {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * A resource as it travels, read as far as every reader of a list needs it. The spec and its YAML, most of the bytes,
 * stay views of the message.
 */
export interface ResourceEnvelope {
  metadata: MetadataEnvelope | undefined;
  spec: Uint8Array;
  /** The server's printing of the spec; `undefined` when it sent no spec at all. */
  yaml: TextSlice | undefined;
}

/** Metadata as it is handed out; only the phase is not checked yet. */
export interface MetadataEnvelope {
  namespace: string;
  type: string;
  id: string;
  version: string;
  owner: string;
  phase: string;
  created: Date;
  updated: Date;
  finalizers: string[];
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** One event of a watch as it travels. */
export interface EventEnvelope {
  resource: ResourceEnvelope | undefined;
  /** A number of `EventType`, or one of a newer server. */
  eventType: number;
  old: ResourceEnvelope | undefined;
  error: string | undefined;
  bookmark: Uint8Array | undefined;
}
