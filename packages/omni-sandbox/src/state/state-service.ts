import { messageCodec, stateService } from '@fleetwright/omni-core/wire';
import type { Call, Responses, Route } from '../server/call.ts';
import { readPhase, readResource } from '../store/resource-encoding.ts';
import { resourceFilter } from '../store/resource-filter.ts';
import type { ResourceKey } from '../store/stored-resource.ts';
import type { Encoder } from './encoder.ts';
import { resourceResponse } from './frames.ts';
import type { GuardedState } from './guarded-state.ts';
import { serveWatch } from './serve-watch.ts';

const EMPTY = new Uint8Array();
const ready = messageCodec('cosi.resource.TeardownResponse');

/** The RPCs of `cosi.resource.State`. */
export function stateRoutes(state: GuardedState, encoder: Encoder): Route[] {
  return [
    {
      path: stateService.get.path,
      kind: 'unary',
      handle: ({ caller }, request) => {
        const key = messageCodec('cosi.resource.GetRequest').decode(request);
        return resourceResponse(encoder.resource(state.get(caller, keyOf(key))));
      },
    },
    {
      path: stateService.list.path,
      kind: 'stream',
      handle: (call, request, out) => list({ state, encoder }, call, request, out),
    },
    {
      path: stateService.create.path,
      kind: 'unary',
      handle: ({ caller }, request) => {
        const { resource, options } = messageCodec('cosi.resource.CreateRequest').decode(request);
        return resourceResponse(encoder.resource(state.create(caller, readResource(resource), options?.owner ?? '')));
      },
    },
    {
      path: stateService.update.path,
      kind: 'unary',
      handle: ({ caller }, request) => {
        const { newResource, options } = messageCodec('cosi.resource.UpdateRequest').decode(request);
        const { expectedPhase, owner = '' } = options ?? {};
        const conditions = { owner, expectedPhase: expectedPhase === undefined ? undefined : readPhase(expectedPhase) };
        return resourceResponse(encoder.resource(state.update(caller, readResource(newResource), conditions)));
      },
    },
    {
      path: stateService.destroy.path,
      kind: 'unary',
      handle: ({ caller }, request) => {
        const { options, ...key } = messageCodec('cosi.resource.DestroyRequest').decode(request);
        state.destroy(caller, keyOf(key), options?.owner ?? '');
        return EMPTY;
      },
    },
    {
      path: stateService.teardown.path,
      kind: 'unary',
      handle: ({ caller }, request) => {
        const { options, ...key } = messageCodec('cosi.resource.TeardownRequest').decode(request);
        return ready.encode({ destroyReady: state.teardown(caller, keyOf(key), options?.owner ?? '') });
      },
    },
    {
      path: stateService.teardownAndDestroy.path,
      kind: 'unary',
      handle: async ({ caller, signal }, request) => {
        const { options, ...key } = messageCodec('cosi.resource.TeardownAndDestroyRequest').decode(request);
        await state.teardownAndDestroy(caller, keyOf(key), options?.owner ?? '', signal);
        return EMPTY;
      },
    },
    {
      path: stateService.watch.path,
      kind: 'stream',
      handle: (call, request, out) =>
        serveWatch(state, call, messageCodec('cosi.resource.WatchRequest').decode(request), out),
    },
  ];
}

async function list(
  { state, encoder }: { state: GuardedState; encoder: Encoder },
  { caller, signal }: Call,
  request: Uint8Array,
  out: Responses,
): Promise<void> {
  const { namespace, type, options } = messageCodec('cosi.resource.ListRequest').decode(request);
  const queries = options?.labelQuery ?? [];
  const filter = resourceFilter(queries, options?.idQuery?.regexp ?? '');
  for (const resource of state.list(caller, { namespace, type }, { filter, queries })) {
    if (signal.aborted) return;
    await out.send(resourceResponse(encoder.resource(resource)));
  }
}

function keyOf({ namespace, type, id }: ResourceKey): ResourceKey {
  return { namespace, type, id };
}
