/**
 * Message codecs and services of the wire contract, for those who build servers.
 *
 * @packageDocumentation
 * @module omni-core/wire
 */

import type * as auth from './gen/auth.ts';
import * as common from './gen/common.ts';
import * as cosiResource from './gen/cosi-resource.ts';
import * as cosiResourceMeta from './gen/cosi-resource-meta.ts';
import type * as googleProtobuf from './gen/google-protobuf.ts';
import type * as googleRpc from './gen/google-rpc.ts';
import * as machine from './gen/machine.ts';
import * as management from './gen/management.ts';
import type * as oidc from './gen/oidc.ts';
import * as omniResources from './gen/omni-resources.ts';
import * as specs from './gen/specs.ts';

export type { FieldDescriptor } from './field-descriptor.ts';
export { fieldsOf, messageNames } from './field-descriptor.ts';
export type { Messages } from './gen/messages.ts';
export type { Init } from './init.ts';
export { protoName } from './json/field-names.ts';
export type { Json, JsonObject } from './json/json-value.ts';
export { printProtoJson } from './json/print-proto-json.ts';
export { type ReadProtoJsonOptions, readProtoJson } from './json/read-proto-json.ts';
export { printTimestamp, type SecondsAndNanos } from './json/time-json.ts';
export type { MessageCodec } from './message-codec.ts';
export { anyMessageCodec, messageCodec } from './message-codec.ts';
export { findRpcMethod } from './rpc-methods.ts';
export type { RpcMethod } from './services.ts';
export { authService, managementService, oidcService, resourceService, stateService } from './services.ts';
export type { auth, googleProtobuf, googleRpc, oidc };
export { common, cosiResource, cosiResourceMeta, machine, management, omniResources, specs };
