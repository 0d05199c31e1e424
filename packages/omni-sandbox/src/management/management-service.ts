import { type Init, type Messages, managementService, messageCodec } from '@fleetwright/omni-core/wire';
import type { Call, Route } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import { checkConfigPatch } from '../validation/config-patch.ts';
import {
  createServiceAccount,
  createUser,
  destroyServiceAccount,
  destroyUser,
  listServiceAccounts,
  listUsers,
  renewServiceAccount,
  updateUser,
} from './account-handlers.ts';
import { omniconfig, talosconfig } from './client-configs.ts';
import { kubeconfig } from './kubeconfig.ts';
import type { ManagementContext } from './management-context.ts';

type Method = (typeof managementService)[keyof typeof managementService];

/** The RPCs of `management.ManagementService`. Those that need real machines say that they are not simulated. */
export function managementRoutes(context: ManagementContext): Route[] {
  const served = [
    unary(managementService.kubeconfig, async (call, request) => ({
      kubeconfig: Buffer.from(await kubeconfig(context, call, request)),
    })),
    unary(managementService.talosconfig, (call, request) => ({
      talosconfig: Buffer.from(talosconfig(context, call, request)),
    })),
    unary(managementService.omniconfig, (call) => ({ omniconfig: Buffer.from(omniconfig(context, call)) })),
    unary(managementService.validateConfig, (_call, { config }) => {
      checkConfigPatch(config, context.rules);
      return {};
    }),
    unary(managementService.createServiceAccount, (call, request) => createServiceAccount(context, call, request)),
    unary(managementService.renewServiceAccount, (call, request) => renewServiceAccount(context, call, request)),
    unary(managementService.listServiceAccounts, (call) => listServiceAccounts(context, call)),
    unary(managementService.destroyServiceAccount, (call, request) => destroyServiceAccount(context, call, request)),
    unary(managementService.createUser, (call, request) => createUser(context, call, request)),
    unary(managementService.listUsers, (call) => listUsers(context, call)),
    unary(managementService.updateUser, (call, request) => updateUser(context, call, request)),
    unary(managementService.destroyUser, (call, request) => destroyUser(context, call, request)),
  ];
  const paths = new Set(served.map(({ path }) => path));
  const missing = Object.values<Method>(managementService).filter(({ path }) => !paths.has(path));
  return [...served, ...missing.map(notSimulated)];
}

function unary<Request extends keyof Messages, Response extends keyof Messages>(
  method: { readonly path: string; readonly request: Request; readonly response: Response },
  handle: (call: Call, request: Messages[Request]) => Init<Messages[Response]> | Promise<Init<Messages[Response]>>,
): Route {
  return {
    path: method.path,
    kind: 'unary',
    handle: async (call, bytes) => {
      const request = messageCodec(method.request).decode(bytes);
      return messageCodec(method.response).encode(await handle(call, request));
    },
  };
}

function notSimulated({ path, serverStreaming }: Method): Route {
  const refuse = async () => {
    throw new StatusError('UNIMPLEMENTED', `the sandbox does not simulate ${path}`);
  };
  return serverStreaming ? { path, kind: 'stream', handle: refuse } : { path, kind: 'unary', handle: refuse };
}
