import { messageCodec } from '@fleetwright/omni-core/wire';
import { StatusError } from '../status/status-error.ts';
import type { ResourceInput, StoredResource } from './stored-resource.ts';

/** A resource as the database keeps it: without the YAML printing, which can be made again. */
export function encodeStored(resource: StoredResource): Uint8Array {
  return encodeForWire(resource, '');
}

/** Reads what {@link encodeStored} wrote. */
export function decodeStored(bytes: Uint8Array): StoredResource {
  return readResource(messageCodec('cosi.resource.Resource').decode(bytes));
}

/** Placeholder in events that are about no resource, or about one that does not exist. */
export function encodeTombstone(namespace: string, type: string, id: string): Uint8Array {
  return messageCodec('cosi.resource.Resource').encode({
    metadata: { namespace, type, id, version: 'undefined', phase: 'running' },
    spec: {},
  });
}

/** `cosi.resource.Resource`; `yamlSpec` is the printed spec. */
export function encodeForWire(resource: StoredResource, yamlSpec: string): Uint8Array {
  const { namespace, type, id, version, owner, phase, created, updated, finalizers, labels, annotations } = resource;
  return messageCodec('cosi.resource.Resource').encode({
    metadata: {
      namespace,
      type,
      id,
      version: version === 0 ? 'undefined' : String(version),
      owner,
      phase,
      created,
      updated,
      finalizers: [...finalizers],
      labels: { ...labels },
      annotations: { ...annotations },
    },
    spec: { protoSpec: resource.spec, yamlSpec },
  });
}

type WireResource = ReturnType<ReturnType<typeof messageCodec<'cosi.resource.Resource'>>['decode']>;

const NEVER = { seconds: 0n, nanos: 0 };

/**
 * Takes a resource off the wire.
 * @throws {StatusError} UNKNOWN for metadata COSI cannot parse, as the raw errors of the real server arrive
 */
export function readResource(wire: WireResource | undefined): ResourceInput {
  const metadata = wire?.metadata;
  if (metadata === undefined) throw new StatusError('UNKNOWN', 'resource metadata is missing');
  if (wire?.spec === undefined) throw new StatusError('UNKNOWN', 'spec is missing');
  const { namespace, type, id, owner, created, updated, finalizers, labels, annotations } = metadata;
  return {
    namespace,
    type,
    id,
    version: readVersion(metadata.version),
    owner,
    phase: readPhase(metadata.phase),
    created: created ?? NEVER,
    updated: updated ?? NEVER,
    finalizers,
    labels,
    annotations,
    spec: wire.spec.protoSpec,
  };
}

function readVersion(text: string): number {
  if (text === 'undefined') return 0;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new StatusError('UNKNOWN', `error parsing version: "${text}" is not a number`);
}

/** @throws {StatusError} UNKNOWN for anything but the two phases, the empty text included */
export function readPhase(text: string): 'running' | 'tearingDown' {
  if (text === 'running' || text === 'tearingDown') return text;
  throw new StatusError('UNKNOWN', `unknown phase: ${text}`);
}
