/**
 * Protobuf messages made of parts that are already encoded. The parts are shared between all who get them;
 * running them through a codec again would copy and check every resource once per reader.
 */

/** A length-delimited field. `field` must be below 16. */
export function bytesField(field: number, value: Uint8Array): Buffer {
  const header = [(field << 3) | 2];
  let length = value.length;
  while (length > 127) {
    header.push((length & 127) | 128);
    length >>>= 7;
  }
  header.push(length);
  const frame = Buffer.allocUnsafe(header.length + value.length);
  frame.set(header);
  frame.set(value, header.length);
  return frame;
}

/** An enum or small integer field; zero is left out, as proto3 does. */
export function numberField(field: number, value: number): Buffer {
  return value === 0 ? Buffer.alloc(0) : Buffer.from([field << 3, value]);
}

/** `GetResponse`, `ListResponse`, `CreateResponse`, `UpdateResponse`: one resource in field 1. */
export function resourceResponse(resource: Uint8Array): Buffer {
  return bytesField(1, resource);
}

/** Numbers of `cosi.resource.EventType`. */
export const eventType = { created: 0, updated: 1, destroyed: 2, bootstrapped: 3, errored: 4, noop: 5 } as const;

export interface EventParts {
  readonly kind: keyof typeof eventType;
  readonly resource?: Uint8Array;
  readonly old?: Uint8Array;
  readonly error?: string;
  readonly bookmark?: Uint8Array;
}

/** `cosi.resource.Event`. */
export function eventMessage({ kind, resource, old, error, bookmark }: EventParts): Buffer {
  const fields: Buffer[] = [];
  if (resource !== undefined) fields.push(bytesField(1, resource));
  fields.push(numberField(2, eventType[kind]));
  if (old !== undefined) fields.push(bytesField(3, old));
  if (error !== undefined) fields.push(bytesField(4, Buffer.from(error)));
  if (bookmark !== undefined) fields.push(bytesField(5, bookmark));
  return Buffer.concat(fields);
}

/** `WatchResponse` of any number of events; none at all is the "watch established" message. */
export function watchResponse(events: readonly Uint8Array[]): Buffer {
  return Buffer.concat(events.map((event) => bytesField(1, event)));
}
