/**
 * {@link OmniClient} without template files, YAML and diffs, for programs that must start fast.
 *
 * @packageDocumentation
 * @module omni-core/client
 */

export { createServiceAccountKey } from '../auth/create-service-account-key.ts';
export type { Credentials } from '../auth/credentials.ts';
export { parseServiceAccountKey } from '../auth/service-account-key.ts';
export type { SigningKey } from '../auth/signing-key.ts';
export { credentialsFromEnvironment, type Environment, endpointFromEnvironment } from '../config/environment.ts';
export { isOmniError, OmniError, type OmniErrorCode } from '../errors/omni-error.ts';
export { newResource } from '../resources/new-resource.ts';
export { resolveResourceType, types } from '../resources/registry.ts';
export type { Metadata, NewResource, Phase, Resource, ResourceDraft } from '../resources/resource.ts';
export type { ResourceType } from '../resources/resource-type.ts';
export type { ReadCacheOptions } from '../state/read-cache.ts';
export type {
  FreshOption,
  ListOptions,
  ReadOptions,
  State,
  UpdateOptions,
  WatchEvent,
  WatchOptions,
} from '../state/state.ts';
export type { CallOptions } from '../transport/call-options.ts';
export type { TlsOptions } from '../transport/tls-options.ts';
export type { TransportKind } from '../transport/transport-kind.ts';
export type { OmniClientOptions } from './client-options.ts';
export type { CheckFinding, CheckSubject, ConnectionCheck } from './connection-check.ts';
export { OmniClient } from './omni-client.ts';
