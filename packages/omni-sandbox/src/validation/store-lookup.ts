import type { KnownResource, ResourceLookup, ResourceType } from '@fleetwright/omni-core';
import type { Typed, TypedStore } from '../store/typed-store.ts';

/** The store as the rules for writes look at it. */
export function storeLookup(store: TypedStore): ResourceLookup {
  return {
    find<Spec>(type: ResourceType<Spec>, id: string) {
      const found = store.find(type, id);
      return found === undefined ? undefined : known(found);
    },
    list: <Spec>(type: ResourceType<Spec>) => store.list(type).map(known),
  };
}

function known<Spec>({ resource, spec }: Typed<Spec>): KnownResource<Spec> {
  return { metadata: resource, spec };
}
