import { OmniError } from '../errors/omni-error.ts';
import type * as cosiResource from '../wire/gen/cosi-resource.ts';
import type { Init } from '../wire/init.ts';
import type { Metadata, Phase, Resource } from './resource.ts';
import type { ResourceType } from './resource-type.ts';
import { resourceOf } from './stored-resource.ts';
import { dateOf, timestampOf } from './timestamp.ts';

/**
 * A resource from what the state service sent. Keeps the spec as bytes until it is read.
 * @throws {OmniError} `protocol` when metadata is missing or of another type
 */
export function resourceFromWire<Spec>(
  type: ResourceType<Spec>,
  message: cosiResource.Resource | undefined,
): Resource<Spec> {
  if (message?.metadata === undefined)
    throw new OmniError('protocol', `the server sent a ${type.displayType} without metadata`);
  if (message.metadata.type !== type.type)
    throw new OmniError('protocol', `asked for ${type.type}, the server sent ${message.metadata.type}`);
  const { protoSpec = new Uint8Array(), yamlSpec } = message.spec ?? {};
  return resourceOf(type, metadataFromWire(message.metadata), protoSpec, { specYaml: yamlSpec });
}

/** What the state service accepts on create and update. The server ignores YAML, so none is sent. */
export function resourceToWire(resource: Resource): Init<cosiResource.Resource> {
  const { metadata, specBytes } = resource;
  return {
    metadata: {
      ...metadata,
      created: timestampOf(metadata.created),
      updated: timestampOf(metadata.updated),
    },
    spec: { protoSpec: specBytes },
  };
}

/** @throws {OmniError} `protocol` when the phase is none of the two COSI has */
export function metadataFromWire(message: cosiResource.Metadata): Metadata {
  const { namespace, type, id, version, owner, finalizers, labels, annotations } = message;
  return {
    namespace,
    type,
    id,
    version,
    owner,
    phase: phaseOf(message.phase),
    created: dateOf(message.created),
    updated: dateOf(message.updated),
    finalizers,
    labels,
    annotations,
  };
}

function phaseOf(text: string): Phase {
  if (text === 'running' || text === 'tearingDown') return text;
  throw new OmniError('protocol', `${JSON.stringify(text)} is not a phase of a resource`);
}
