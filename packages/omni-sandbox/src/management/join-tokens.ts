import { randomBytes } from 'node:crypto';
import { types } from '@fleetwright/omni-core';
import type { Init, management } from '@fleetwright/omni-core/wire';
import { stringify } from 'yaml';
import { requireRole } from '../auth/role.ts';
import type { Call } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import type { TypedStore } from '../store/typed-store.ts';
import type { ManagementContext } from './management-context.ts';

const LONGEST_NAME = 16;
/** Address of the server inside the tunnel. */
const TUNNEL_ADDRESS = '[fdae:41e4:649b:9303::1]';

/** @throws {StatusError} PERMISSION_DENIED, INVALID_ARGUMENT (name) */
export function createJoinToken(
  { store }: ManagementContext,
  { caller }: Call,
  { name, expirationTime }: management.CreateJoinTokenRequest,
): Init<management.CreateJoinTokenResponse> {
  requireRole(caller, 'Admin');
  if (name === '') throw new StatusError('INVALID_ARGUMENT', 'token name cannot be empty');
  if (Buffer.byteLength(name) > LONGEST_NAME) {
    throw new StatusError('INVALID_ARGUMENT', `token name cannot be longer than ${LONGEST_NAME} symbols`);
  }
  const id = newJoinToken();
  store.put(types.JoinToken, id, { spec: { name, expirationTime } });
  return { id };
}

/** Unguessable text that is a resource id and part of a URL as it is, and no flag on a command line. */
export function newJoinToken(): string {
  const token = randomBytes(32).toString('base64url');
  return token.startsWith('-') ? newJoinToken() : token;
}

/** @throws {StatusError} PERMISSION_DENIED, NOT_FOUND (token) */
export function machineJoinConfig(
  { store }: ManagementContext,
  { caller }: Call,
  { useGrpcTunnel, joinToken }: management.GetMachineJoinConfigRequest,
): Init<management.GetMachineJoinConfigResponse> {
  requireRole(caller, 'Reader');
  const { apiUrl, events, logs } = joinTargets(store, joinToken, useGrpcTunnel);
  const documents = [
    { apiVersion: 'v1alpha1', kind: 'SideroLinkConfig', apiUrl },
    { apiVersion: 'v1alpha1', kind: 'EventSinkConfig', endpoint: events },
    { apiVersion: 'v1alpha1', kind: 'KmsgLogConfig', name: 'omni-kmsg', url: logs },
  ];
  return {
    kernelArgs: joinKernelArgs(store, joinToken, useGrpcTunnel),
    config: documents.map((document) => stringify(document)).join('---\n'),
  };
}

/** Arguments with which a machine finds this server. An empty token is the default one. */
export function joinKernelArgs(store: TypedStore, joinToken: string, grpcTunnel: boolean): string[] {
  const { apiUrl, events, logs } = joinTargets(store, joinToken, grpcTunnel);
  return [`siderolink.api=${apiUrl}`, `talos.events.sink=${events}`, `talos.logging.kernel=${logs}`];
}

function joinTargets(store: TypedStore, joinToken: string, grpcTunnel: boolean) {
  const token = joinToken || store.find(types.DefaultJoinToken, 'default')?.spec.tokenId || '';
  const api = store.find(types.SiderolinkAPIConfig, 'siderolink-config')?.spec;
  const url = new URL(api?.machineApiAdvertisedUrl || 'grpc://127.0.0.1:8090');
  if (grpcTunnel || api?.enforceGrpcTunnel) url.searchParams.set('grpc_tunnel', 'true');
  url.searchParams.set('jointoken', token);
  return {
    apiUrl: url.toString(),
    events: `${TUNNEL_ADDRESS}:${api?.eventsPort ?? 8091}`,
    logs: `tcp://${TUNNEL_ADDRESS}:${api?.logsPort ?? 8092}`,
  };
}

/** @throws {StatusError} PERMISSION_DENIED, NOT_FOUND */
export function resetNodeUniqueToken(
  { store }: ManagementContext,
  { caller }: Call,
  { id }: management.ResetNodeUniqueTokenRequest,
): Init<object> {
  requireRole(caller, 'Admin');
  if (store.find(types.MachineStatus, id) === undefined) throw new StatusError('NOT_FOUND', 'machine not found');
  store.remove(types.NodeUniqueToken, id);
  return {};
}
