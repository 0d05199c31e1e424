import type { ResourceVerb } from '@fleetwright/omni-core';

/** What a call wants to do with a type, in the words of the access table. */
export type Verb = ResourceVerb;

/** True for the verbs that change nothing. */
export function isRead(verb: Verb): boolean {
  return verb === 'get' || verb === 'list' || verb === 'watch';
}
