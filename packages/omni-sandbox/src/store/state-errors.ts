import type { Phase } from '@fleetwright/omni-core';
import { StatusError } from '../status/status-error.ts';
import { describeStored, type ResourceKey, type StoredResource } from './stored-resource.ts';

/** Each conflict has one gRPC code whichever call meets it, so the store can name it itself. */

export function notFound(key: ResourceKey): StatusError {
  return new StatusError('NOT_FOUND', `resource ${describeStored(key)} doesn't exist`);
}

export function alreadyExists(key: ResourceKey): StatusError {
  return new StatusError('ALREADY_EXISTS', `resource ${describeStored(key)} already exists`);
}

export function ownerConflict(resource: StoredResource): StatusError {
  return new StatusError(
    'PERMISSION_DENIED',
    `resource ${describeStored(resource, resource.version)} is owned by "${resource.owner}"`,
  );
}

export function versionConflict(current: StoredResource, expected: number): StatusError {
  return new StatusError(
    'FAILED_PRECONDITION',
    `resource ${describeStored(current, expected)} update conflict: expected version "${expected}", actual version "${current.version}"`,
  );
}

export function phaseConflict(current: StoredResource, expected: Phase): StatusError {
  return new StatusError(
    'INVALID_ARGUMENT',
    `resource ${describeStored(current, current.version)} is not in phase ${expected}`,
  );
}

export function pendingFinalizers(current: StoredResource): StatusError {
  return new StatusError(
    'FAILED_PRECONDITION',
    `resource ${describeStored(current, current.version)} has pending finalizers [${current.finalizers.join(' ')}]`,
  );
}

export function invalidBookmark(): StatusError {
  return new StatusError('FAILED_PRECONDITION', 'invalid watch bookmark');
}
