import { types } from '@fleetwright/omni-core';
import type { management } from '@fleetwright/omni-core/wire';
import { stringify } from 'yaml';
import { requireRole } from '../auth/role.ts';
import type { Call } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import { notFound } from '../store/state-errors.ts';
import { type ManagementContext, requiredCluster } from './management-context.ts';

/** Port of Omni's Kubernetes proxy. */
const PROXY_PORT = 8095;
const TEN_YEARS_S = 10 * 365 * 24 * 3600;
const GRANT_TYPES: readonly string[] = ['', 'auto', 'authcode', 'authcode-keyboard'];

/**
 * A kubeconfig for one cluster in one of the three modes.
 * @throws {StatusError} PERMISSION_DENIED, INVALID_ARGUMENT, NOT_FOUND
 */
export async function kubeconfig(
  context: ManagementContext,
  call: Call,
  request: management.KubeconfigRequest,
): Promise<string> {
  const name = requiredCluster(call);
  requireRole(call.caller, 'Reader');
  if (request.breakGlass) throw new StatusError('PERMISSION_DENIED', 'not allowed');
  if (context.store.find(types.Cluster, name) === undefined) {
    throw notFound({ namespace: 'default', type: types.Cluster.type, id: name });
  }
  return request.serviceAccount
    ? serviceAccountKubeconfig(context, call, name, request)
    : oidcKubeconfig(context, name, request);
}

async function serviceAccountKubeconfig(
  context: ManagementContext,
  { caller }: Call,
  cluster: string,
  { serviceAccountUser: user, serviceAccountGroups: groups, serviceAccountTtl }: management.KubeconfigRequest,
): Promise<string> {
  requireRole(caller, 'Operator');
  const lifetimeSeconds = Number(serviceAccountTtl?.seconds ?? 0n);
  if (user === '') throw new StatusError('INVALID_ARGUMENT', 'service account user name is required');
  if (lifetimeSeconds <= 0) throw new StatusError('INVALID_ARGUMENT', 'service account ttl is required');
  if (lifetimeSeconds > TEN_YEARS_S) throw new StatusError('INVALID_ARGUMENT', 'service account ttl is too long');
  const token = await context.tokens.issue({
    issuer: `omni-${context.instanceName}-service-account-issuer`,
    subject: user,
    groups,
    cluster,
    clusterUuid: context.store.find(types.ClusterUUID, cluster)?.spec.uuid ?? '',
    lifetimeSeconds,
  });
  return document(context, `${context.instanceName}-${cluster}-${user}`, { token });
}

function oidcKubeconfig(
  context: ManagementContext,
  cluster: string,
  { grantType, oidcCacheBaseDir, oidcCacheIsolation }: management.KubeconfigRequest,
): string {
  if (!GRANT_TYPES.includes(grantType))
    throw new StatusError('INVALID_ARGUMENT', `unsupported grant type "${grantType}"`);
  const cache = oidcCacheBaseDir || '~/.kube/cache/oidc-login';
  const args = [
    'oidc-login',
    'get-token',
    `--oidc-issuer-url=${context.endpoint()}/oidc`,
    '--oidc-client-id=native',
    `--oidc-extra-scope=cluster:${cluster}`,
    ...(grantType === '' ? [] : [`--grant-type=${grantType}`]),
    ...(oidcCacheBaseDir !== '' || oidcCacheIsolation
      ? [`--token-cache-dir=${cache}${oidcCacheIsolation ? `/${context.instanceName}-${cluster}` : ''}`]
      : []),
  ];
  return document(context, `${context.instanceName}-${cluster}`, {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      command: 'kubectl',
      args,
      env: null,
      provideClusterInfo: false,
      interactiveMode: 'IfAvailable',
    },
  });
}

function document({ endpoint }: ManagementContext, name: string, user: Readonly<Record<string, unknown>>): string {
  const { hostname } = new URL(endpoint());
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: `https://${hostname}:${PROXY_PORT}` } }],
    contexts: [{ name, context: { cluster: name, namespace: 'default', user: name } }],
    'current-context': name,
    users: [{ name, user }],
  });
}
