import type { Init } from '../wire/init.ts';
import { type Metadata, type NewResource, type Resource, UNSTORED_VERSION } from './resource.ts';
import type { ResourceType } from './resource-type.ts';
import { encodeSpec } from './spec-codec.ts';
import { resourceOf } from './stored-resource.ts';

/**
 * A resource that the server has not stored yet. It carries no time; storing it sets one.
 * @throws {OmniError} `invalid_argument` when a value of the spec does not fit its field
 */
export function newResource<Spec>(type: ResourceType<Spec>, options: NewResource<Spec>): Resource<Spec> {
  const { id, namespace = type.defaultNamespace, labels = {}, annotations = {}, spec = {} } = options;
  const metadata: Metadata = {
    namespace,
    type: type.type,
    id,
    version: UNSTORED_VERSION,
    owner: '',
    phase: 'running',
    created: new Date(0),
    updated: new Date(0),
    finalizers: [],
    labels: { ...labels },
    annotations: { ...annotations },
  };
  return resourceOf(type, metadata, encodeSpec(type, spec as Init<Spec>));
}
