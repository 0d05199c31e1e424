import { decodeSpec, encodeSpec, findResourceType, isOmniError, type ResourceType } from '@fleetwright/omni-core';
import {
  type Init,
  type Json,
  messageCodec,
  type omniResources,
  printProtoJson,
  printTimestamp,
  readProtoJson,
} from '@fleetwright/omni-core/wire';
import { StatusError } from '../status/status-error.ts';
import { decodeStored, readResource } from '../store/resource-encoding.ts';
import type { ResourceInput, StoredResource } from '../store/stored-resource.ts';

const printed = new WeakMap<StoredResource, string>();

/** A resource as the web interface gets it: `{"metadata": …, "spec": …}`. */
export function printResourceJson(resource: StoredResource): string {
  let text = printed.get(resource);
  if (text === undefined) {
    text = JSON.stringify({ metadata: metadataJson(resource), spec: specJson(resource) });
    printed.set(resource, text);
  }
  return text;
}

/** The same, of `cosi.resource.Resource` bytes. */
export function printWireResource(resource: Parameters<typeof readResource>[0]): string {
  return printResourceJson(decodeStored(messageCodec('cosi.resource.Resource').encode(resource ?? {})));
}

/**
 * Takes a resource from the web interface, which leaves out what has its usual value.
 * @throws {StatusError} INVALID_ARGUMENT (spec), UNKNOWN (metadata)
 */
export function readResourceJson(resource: omniResources.Resource | undefined): ResourceInput {
  const metadata = resource?.metadata;
  if (metadata === undefined) throw new StatusError('UNKNOWN', 'resource metadata is missing');
  const { version, phase } = metadata;
  const type = findResourceType(metadata.type);
  return readResource({
    metadata: { ...metadata, version: version === '' ? 'undefined' : version, phase: phase === '' ? 'running' : phase },
    spec: { protoSpec: type === undefined ? new Uint8Array() : readSpec(type, resource?.spec ?? ''), yamlSpec: '' },
  });
}

function metadataJson(resource: StoredResource): Json {
  const { namespace, type, id, version, owner, phase, created, updated, finalizers, labels, annotations } = resource;
  return {
    namespace,
    type,
    id,
    version: version === 0 ? 'undefined' : String(version),
    owner,
    phase,
    created: printTimestamp(created) ?? null,
    updated: printTimestamp(updated) ?? null,
    ...(finalizers.length > 0 && { finalizers }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
}

function specJson({ type: name, spec }: StoredResource): Json {
  const type = findResourceType(name);
  if (type === undefined) return {};
  const decoded = decodeSpec(type, spec);
  if (typeof decoded === 'string') return decoded;
  return type.specMessage === undefined ? {} : printProtoJson(type.specMessage, decoded as object);
}

function readSpec(type: ResourceType, text: string): Uint8Array {
  const json = parse(text === '' ? '{}' : text);
  if (type.specMessage === undefined) return encodeSpec(type, json as Init<unknown>);
  try {
    return encodeSpec(type, readProtoJson(type.specMessage, json, { place: 'spec' }) as Init<unknown>);
  } catch (error) {
    if (isOmniError(error, 'invalid_argument')) throw new StatusError('INVALID_ARGUMENT', error.message);
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StatusError('INVALID_ARGUMENT', 'the spec is no JSON');
  }
}
