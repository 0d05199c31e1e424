import { findResourceType, printSpecYaml, type TemplateTarget } from '@fleetwright/omni-core';
import { encodeForWire } from '../store/resource-encoding.ts';
import type { Store } from '../store/store.ts';
import type { StoreEvent } from '../store/store-event.ts';
import type { StoredResource } from '../store/stored-resource.ts';
import { type EventParts, eventMessage } from './frames.ts';

/**
 * Wire form of resources and events. Kept as long as the values themselves: lists and watches send the same bytes to
 * many readers, and printing YAML costs more than all the rest.
 */
export class Encoder {
  readonly #yamlTarget: TemplateTarget;
  readonly #dictionary: Uint8Array | undefined;
  readonly #resources = new WeakMap<StoredResource, Uint8Array>();
  readonly #events = new WeakMap<StoreEvent, Uint8Array>();

  /**
   * @param yamlTarget release whose YAML printing is imitated
   * @param dictionary Omni's zstd dictionary, for the long texts of its own clients
   */
  constructor(yamlTarget: TemplateTarget, dictionary?: Uint8Array) {
    this.#yamlTarget = yamlTarget;
    this.#dictionary = dictionary;
  }

  /** `cosi.resource.Resource` with both forms of the spec. */
  resource(resource: StoredResource): Uint8Array {
    let bytes = this.#resources.get(resource);
    if (bytes === undefined) {
      bytes = encodeForWire(resource, this.#specYaml(resource));
      this.#resources.set(resource, bytes);
    }
    return bytes;
  }

  /** `cosi.resource.Event` as everybody gets it who sees the event as what it is. */
  event(store: Store, event: StoreEvent): Uint8Array {
    let bytes = this.#events.get(event);
    if (bytes === undefined) {
      bytes = this.eventAs(store, event, event.kind);
      this.#events.set(event, bytes);
    }
    return bytes;
  }

  /** The same event as somebody sees it for whom the resource only now begins, or ceases, to match. */
  eventAs(store: Store, event: StoreEvent, kind: EventParts['kind']): Uint8Array {
    const bookmark = store.bookmark(event.resource.namespace, event.revision);
    const old = event.kind === 'updated' && kind === 'updated' ? { old: this.resource(event.old) } : {};
    // A resource that stops matching leaves with the last state that matched.
    const shown = event.kind === 'updated' && kind === 'destroyed' ? event.old : event.resource;
    return eventMessage({ kind, resource: this.resource(shown), bookmark, ...old });
  }

  /**
   * Empty for types of infra providers, whose messages nobody told us. A text that a client compressed with a
   * dictionary we lack is printed as the bytes it is: omnictl refuses a whole list when one YAML is missing.
   */
  #specYaml({ type: name, spec }: StoredResource): string {
    const type = findResourceType(name);
    if (type === undefined) return '';
    return printSpecYaml(type, spec, { target: this.#yamlTarget, dictionary: this.#dictionary, keepFrames: true });
  }
}
