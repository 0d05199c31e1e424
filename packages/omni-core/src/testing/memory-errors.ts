import { AlreadyExistsError, ConflictError, NotFoundError } from '../errors/state-errors.ts';
import { describeResource, type Metadata, type Phase, type Resource } from '../resources/resource.ts';

type Name = Pick<Metadata, 'type' | 'namespace' | 'id'>;

/** The refusals of a COSI state, in its words. */
export function doesNotExist(name: Name): NotFoundError {
  const text = `resource ${name.type}(${name.namespace}/${name.id}@undefined) doesn't exist`;
  return new NotFoundError(text, { resource: describeResource(name) });
}

/** A resource of this id is stored already. */
export function exists(name: Name): AlreadyExistsError {
  const resource = describeResource(name);
  return new AlreadyExistsError(`resource ${resource} already exists`, { resource });
}

/** Somebody else wrote since `version` was read. */
export function versionMoved({ metadata }: Resource, version: string): ConflictError {
  const text = `update conflict: expected version "${version}", actual version "${metadata.version}"`;
  return conflict('version_conflict', metadata, text);
}

/** Another owner, or none, holds the resource. */
export function ownedBy({ metadata }: Resource): ConflictError {
  return conflict('owner_conflict', metadata, `is owned by ${JSON.stringify(metadata.owner)}`);
}

/** The resource has been asked to go, or has not. */
export function notInPhase({ metadata }: Resource, phase: Phase): ConflictError {
  return conflict('phase_conflict', metadata, `is not in phase ${phase}`);
}

/** A controller still holds the resource. */
export function held({ metadata }: Resource): ConflictError {
  return conflict('finalizers_pending', metadata, 'has pending finalizers');
}

function conflict(code: ConflictError['code'], name: Name, text: string): ConflictError {
  const resource = describeResource(name);
  return new ConflictError(code, `resource ${resource} ${text}`, { resource });
}
