import type { MetadataEnvelope, ResourceEnvelope } from './envelope.ts';
import type { WireCursor } from './wire-cursor.ts';

const NO_BYTES = new Uint8Array();
const EPOCH = new Date(0);

/** Reads a `cosi.resource.Resource` that ends at `end`. A part sent twice is merged, as protobuf demands. */
export function readResource(cursor: WireCursor, end: number, known?: ResourceEnvelope): ResourceEnvelope {
  const resource = known ?? { metadata: undefined, spec: NO_BYTES, yaml: undefined };
  while (cursor.before(end)) {
    const tag = cursor.tag();
    if (tag === 0x0a) resource.metadata = readMetadata(cursor, cursor.end(), resource.metadata);
    else if (tag === 0x12) readSpec(cursor, cursor.end(), resource);
    else cursor.skip(tag);
  }
  return resource;
}

function readSpec(cursor: WireCursor, end: number, resource: ResourceEnvelope): void {
  resource.yaml ??= { bytes: cursor.bytes, start: 0, end: 0 };
  while (cursor.before(end)) {
    const tag = cursor.tag();
    if (tag === 0x0a) resource.spec = cursor.slice();
    else if (tag === 0x12) {
      const textEnd = cursor.end();
      resource.yaml = { bytes: cursor.bytes, start: cursor.position, end: textEnd };
      cursor.position = textEnd;
    } else cursor.skip(tag);
  }
}

function readMetadata(cursor: WireCursor, end: number, known: MetadataEnvelope | undefined): MetadataEnvelope {
  const metadata = known ?? emptyMetadata();
  let createdMs = known?.created.getTime() ?? 0;
  let updatedMs = known?.updated.getTime() ?? 0;
  while (cursor.before(end)) {
    const tag = cursor.tag();
    switch (tag) {
      case 0x0a:
        metadata.namespace = cursor.sharedText();
        break;
      case 0x12:
        metadata.type = cursor.sharedText();
        break;
      case 0x1a:
        metadata.id = cursor.text();
        break;
      case 0x22:
        metadata.version = cursor.sharedText();
        break;
      case 0x2a:
        metadata.owner = cursor.sharedText();
        break;
      case 0x32:
        metadata.phase = cursor.sharedText();
        break;
      case 0x3a:
        createdMs = readTimestamp(cursor, cursor.end());
        break;
      case 0x42:
        updatedMs = readTimestamp(cursor, cursor.end());
        break;
      case 0x4a:
        metadata.finalizers.push(cursor.sharedText());
        break;
      case 0x52:
        readEntry(cursor, cursor.end(), metadata.labels);
        break;
      case 0x5a:
        readEntry(cursor, cursor.end(), metadata.annotations);
        break;
      default:
        cursor.skip(tag);
    }
  }
  metadata.created = new Date(createdMs);
  metadata.updated = new Date(updatedMs);
  return metadata;
}

function emptyMetadata(): MetadataEnvelope {
  return {
    namespace: '',
    type: '',
    id: '',
    version: '',
    owner: '',
    phase: '',
    created: EPOCH,
    updated: EPOCH,
    finalizers: [],
    labels: {},
    annotations: {},
  };
}

function readTimestamp(cursor: WireCursor, end: number): number {
  let seconds = 0;
  let nanos = 0;
  while (cursor.before(end)) {
    const tag = cursor.tag();
    if (tag === 0x08) seconds = cursor.varint();
    else if (tag === 0x10) nanos = cursor.varint() | 0;
    else cursor.skip(tag);
  }
  return seconds * 1000 + Math.floor(nanos / 1e6);
}

function readEntry(cursor: WireCursor, end: number, map: Record<string, string>): void {
  let key = '';
  let value = '';
  while (cursor.before(end)) {
    const tag = cursor.tag();
    if (tag === 0x0a) key = cursor.sharedText();
    else if (tag === 0x12) value = cursor.sharedText();
    else cursor.skip(tag);
  }
  // An assignment would set the prototype of the map.
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}
