import { types } from '@fleetwright/omni-core';
import { type Init, type Messages, messageCodec, resourceService } from '@fleetwright/omni-core/wire';
import type { Call, Route, RouteRules } from '../server/call.ts';
import { type UnaryMethod, unaryRoute } from '../server/unary-route.ts';
import type { GuardedState } from '../state/guarded-state.ts';
import { StatusError } from '../status/status-error.ts';
import { listAsJson } from './list-as-json.ts';
import { printResourceJson, readResourceJson } from './resource-json.ts';
import { requireOmniRuntime } from './runtime.ts';
import { watchAsJson } from './watch-as-json.ts';

/** What the login page must read before anybody can have signed anything. */
const PUBLIC_TYPES: ReadonlySet<string> = new Set([types.AuthConfig.type, types.EulaAcceptance.type]);

/**
 * The RPCs of `omni.resources.ResourceService`, the state as JSON for the web interface. Get, List and Create may come
 * unsigned; the access table then opens the few types that are public.
 */
export function resourceRoutes(state: GuardedState): Route[] {
  return [
    route(
      resourceService.get,
      ({ caller }, { namespace, type, id }) => ({
        body: printResourceJson(state.get(caller, { namespace, type, id })),
      }),
      { unsigned: true, beforeEula: (request) => isPublic('omni.resources.GetRequest', request) },
    ),
    route(resourceService.list, (call, request) => listAsJson(state, call, request), {
      unsigned: true,
      beforeEula: (request) => isPublic('omni.resources.ListRequest', request),
    }),
    route(
      resourceService.create,
      ({ caller }, { resource }) => {
        state.create(caller, readResourceJson(resource), '');
        return {};
      },
      { unsigned: true, beforeEula: isAcceptance },
    ),
    route(resourceService.update, ({ caller }, { currentVersion, resource }) => {
      const sent = resource?.metadata?.version ?? '';
      const version = currentVersion === '' ? sent : currentVersion;
      const input = readResourceJson(
        resource?.metadata && { ...resource, metadata: { ...resource.metadata, version } },
      );
      state.update(caller, input, { owner: '' });
      return {};
    }),
    route(resourceService.delete, async ({ caller, signal }, { namespace, type, id }) => {
      await state.teardownAndDestroy(caller, { namespace, type, id }, '', signal);
      return {};
    }),
    route(resourceService.teardown, ({ caller }, { namespace, type, id }) => {
      state.teardown(caller, { namespace, type, id }, '');
      return {};
    }),
    {
      path: resourceService.watch.path,
      kind: 'stream',
      handle: async (call, request, out) => {
        requireOmniRuntime(call.metadata);
        await watchAsJson(state, call, request, out);
      },
    },
    ...[resourceService.controllers, resourceService.dependencyGraph].map(
      ({ path }): Route => ({
        path,
        kind: 'unary',
        handle: () => {
          throw new StatusError('UNIMPLEMENTED', `the sandbox does not simulate ${path}`);
        },
      }),
    ),
  ];
}

function route<Request extends keyof Messages, Response extends keyof Messages>(
  method: UnaryMethod<Request, Response>,
  handle: (call: Call, request: Messages[Request]) => Init<Messages[Response]> | Promise<Init<Messages[Response]>>,
  rules?: RouteRules,
): Route {
  const handleOmni: typeof handle = (call, request) => {
    requireOmniRuntime(call.metadata);
    return handle(call, request);
  };
  return unaryRoute(method, handleOmni, rules);
}

function isPublic(message: 'omni.resources.GetRequest' | 'omni.resources.ListRequest', request: Uint8Array): boolean {
  return PUBLIC_TYPES.has(messageCodec(message).decode(request).type);
}

function isAcceptance(request: Uint8Array): boolean {
  const { resource } = messageCodec('omni.resources.CreateRequest').decode(request);
  return resource?.metadata?.type === types.EulaAcceptance.type;
}
