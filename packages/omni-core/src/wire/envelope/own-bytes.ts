import type { EventEnvelope, ResourceEnvelope } from './envelope.ts';

/**
 * Copies what an event only views of its message. A server that is busy sends hundreds of events in one message, and
 * whoever keeps one resource of them, as every watch does, would keep all of it.
 */
export function ownBytes(event: EventEnvelope): void {
  if (event.resource !== undefined) ownResource(event.resource);
  if (event.old !== undefined) ownResource(event.old);
  if (event.bookmark !== undefined) event.bookmark = Buffer.from(event.bookmark);
}

function ownResource(resource: ResourceEnvelope): void {
  resource.spec = Buffer.from(resource.spec);
  if (resource.yaml === undefined) return;
  const { bytes, start, end } = resource.yaml;
  resource.yaml = { bytes: Buffer.from(bytes.subarray(start, end)), start: 0, end: end - start };
}
