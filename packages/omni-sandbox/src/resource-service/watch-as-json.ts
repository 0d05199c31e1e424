import { type cosiResource, messageCodec, omniResources } from '@fleetwright/omni-core/wire';
import type { Call, Responses } from '../server/call.ts';
import { eventType } from '../state/frames.ts';
import type { GuardedState } from '../state/guarded-state.ts';
import { serveWatch } from '../state/serve-watch.ts';
import { StatusError } from '../status/status-error.ts';
import { printWireResource } from './resource-json.ts';
import { requestedLabels } from './runtime.ts';

/** COSI's numbers of events to those of this service; the rest is not for the web interface. */
const EVENT_TYPES: Readonly<Record<number, number>> = {
  [eventType.created]: omniResources.EventType.CREATED,
  [eventType.updated]: omniResources.EventType.UPDATED,
  [eventType.destroyed]: omniResources.EventType.DESTROYED,
  [eventType.bootstrapped]: omniResources.EventType.BOOTSTRAPPED,
};

/**
 * Answers a Watch: what is there, a mark, then changes. It is COSI's watch with its events printed as JSON.
 * @throws {StatusError} UNIMPLEMENTED for pages, sorting, searching and old events
 */
export function watchAsJson(state: GuardedState, call: Call, request: Uint8Array, out: Responses): Promise<void> {
  const { namespace, type, id, ...view } = messageCodec('omni.resources.WatchRequest').decode(request);
  const plain = view.offset === 0 && view.limit === 0 && view.sortByField === '' && view.searchFor.length === 0;
  if (!plain || view.sortDescending || view.tailEvents > 0) {
    throw new StatusError('UNIMPLEMENTED', 'the sandbox watches whole lists only: no pages, order, search or past');
  }
  const labelQuery = requestedLabels(call.metadata).map(({ terms }) => ({
    terms: terms.map((term) => ({ ...term, value: [...term.value] })),
  }));
  const single = id !== '';
  const cosiRequest = messageCodec('cosi.resource.WatchRequest').decode(
    messageCodec('cosi.resource.WatchRequest').encode({
      namespace,
      type,
      apiVersion: 1,
      ...(single && { id }),
      options: { bootstrapContents: !single, ...(!single && { labelQuery }) },
    }),
  );
  return serveWatch(state, call, cosiRequest, new JsonEvents(out));
}

/** Turns the messages of a COSI watch into those of this service. */
class JsonEvents implements Responses {
  readonly #out: Responses;
  readonly #present = new Set<string>();

  constructor(out: Responses) {
    this.#out = out;
  }

  async send(response: Uint8Array): Promise<void> {
    for (const event of messageCodec('cosi.resource.WatchResponse').decode(response).event) await this.#forward(event);
  }

  async #forward({ eventType: cosiType, resource, old, error }: cosiResource.Event): Promise<void> {
    if (cosiType === eventType.errored) throw new StatusError('UNKNOWN', error ?? '');
    const shown = EVENT_TYPES[cosiType];
    if (shown === undefined) return;
    const id = resource?.metadata?.id ?? '';
    const aboutResource = shown !== omniResources.EventType.BOOTSTRAPPED;
    if (shown === omniResources.EventType.DESTROYED) this.#present.delete(id);
    else if (aboutResource) this.#present.add(id);
    await this.#out.send(
      messageCodec('omni.resources.WatchResponse').encode({
        event: {
          eventType: shown,
          ...(aboutResource && { resource: printWireResource(resource) }),
          ...(old !== undefined && { old: printWireResource(old) }),
        },
        total: this.#present.size,
      }),
    );
  }
}
