import { OmniError } from '../../errors/omni-error.ts';
import { InternTable } from '../intern-table.ts';
import type { EventEnvelope, ResourceEnvelope } from './envelope.ts';
import { ownBytes } from './own-bytes.ts';
import { readResource } from './read-resource.ts';
import { WireCursor } from './wire-cursor.ts';

/** Lists repeat the same few texts thousands of times. Specs, which may hold secrets, never get in here. */
const texts = new InternTable();

/**
 * One for all messages, which are read one after the other. It is never collected, and that matters: V8 drops the code
 * it optimised for a class when a full collection finds no instance left, and the next list would start slowly again.
 */
const cursor = new WireCursor(texts);

/**
 * The resource in an answer of State.Get or State.List.
 *
 * These readers exist beside the codecs because lists and watches are nearly all that ever travels: they take a third
 * of the time and of the memory. Fields a newer server adds to an envelope are passed over; those of specs are kept.
 * @throws {OmniError} `protocol` when the bytes are not such a message
 */
export function readResourceResponse(bytes: Uint8Array): ResourceEnvelope | undefined {
  return guarded('cosi.resource.ListResponse', bytes, () => {
    let resource: ResourceEnvelope | undefined;
    while (cursor.before(bytes.length)) {
      const tag = cursor.tag();
      if (tag === 0x0a) resource = readResource(cursor, cursor.end(), resource);
      else cursor.skip(tag);
    }
    return resource;
  });
}

/**
 * The events in an answer of State.Watch.
 * @throws {OmniError} `protocol` when the bytes are not such a message
 */
export function readWatchResponse(bytes: Uint8Array): readonly EventEnvelope[] {
  return guarded('cosi.resource.WatchResponse', bytes, () => {
    const events: EventEnvelope[] = [];
    while (cursor.before(bytes.length)) {
      const tag = cursor.tag();
      if (tag === 0x0a) events.push(readEvent(cursor.end()));
      else cursor.skip(tag);
    }
    if (events.length > 1) events.forEach(ownBytes);
    return events;
  });
}

function readEvent(end: number): EventEnvelope {
  const event: EventEnvelope = {
    resource: undefined,
    eventType: 0,
    old: undefined,
    error: undefined,
    bookmark: undefined,
  };
  while (cursor.before(end)) {
    const tag = cursor.tag();
    switch (tag) {
      case 0x0a:
        event.resource = readResource(cursor, cursor.end(), event.resource);
        break;
      case 0x10:
        event.eventType = cursor.varint() | 0;
        break;
      case 0x1a:
        event.old = readResource(cursor, cursor.end(), event.old);
        break;
      case 0x22:
        event.error = cursor.text();
        break;
      case 0x2a:
        event.bookmark = cursor.slice();
        break;
      default:
        cursor.skip(tag);
    }
  }
  return event;
}

function guarded<T>(name: string, bytes: Uint8Array, read: () => T): T {
  cursor.open(bytes);
  try {
    return read();
  } catch (cause) {
    throw new OmniError('protocol', `the bytes are not a message of type ${name}`, { cause });
  } finally {
    cursor.close();
  }
}
