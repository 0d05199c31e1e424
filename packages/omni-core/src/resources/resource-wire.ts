import { OmniError } from '../errors/omni-error.ts';
import type { MetadataEnvelope, ResourceEnvelope } from '../wire/envelope/envelope.ts';
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
  const metadata = expectMetadata(type, message?.metadata);
  const { protoSpec = new Uint8Array(), yamlSpec } = message?.spec ?? {};
  return resourceOf(type, metadataFromWire(metadata), protoSpec, { specYaml: yamlSpec });
}

/**
 * Like {@link resourceFromWire}, for what the fast readers of lists and watches make. The envelope is given away.
 * @throws {OmniError} `protocol` when metadata is missing or of another type
 */
export function resourceFromEnvelope<Spec>(
  type: ResourceType<Spec>,
  envelope: ResourceEnvelope | undefined,
): Resource<Spec> {
  const metadata = expectMetadata(type, envelope?.metadata);
  if (!hasPhase(metadata)) throw unknownPhase(metadata.phase);
  return resourceOf(type, metadata, envelope?.spec ?? new Uint8Array(), { specYaml: envelope?.yaml });
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

function expectMetadata<T extends { readonly type: string }>(type: ResourceType, metadata: T | undefined): T {
  if (metadata === undefined) throw new OmniError('protocol', `the server sent a ${type.displayType} without metadata`);
  if (metadata.type !== type.type)
    throw new OmniError('protocol', `asked for ${type.type}, the server sent ${metadata.type}`);
  return metadata;
}

function phaseOf(text: string): Phase {
  if (isPhase(text)) return text;
  throw unknownPhase(text);
}

function hasPhase(metadata: MetadataEnvelope): metadata is MetadataEnvelope & { phase: Phase } {
  return isPhase(metadata.phase);
}

function isPhase(text: string): text is Phase {
  return text === 'running' || text === 'tearingDown';
}

function unknownPhase(text: string): OmniError {
  return new OmniError('protocol', `${JSON.stringify(text)} is not a phase of a resource`);
}
