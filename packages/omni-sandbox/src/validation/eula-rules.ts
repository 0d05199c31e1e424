import type { specs } from '@fleetwright/omni-core/wire';
import type { Typed } from '../store/typed-store.ts';
import type { Problems } from './refusals.ts';

/** Rules for accepting the EULA: once, by somebody with a name. */
export function eulaProblems({ resource, spec }: Typed<specs.EulaAcceptanceSpec>): Problems {
  return [
    resource.id !== 'eula' && 'EULA acceptance must have the id "eula"',
    spec.acceptedByName.trim() === '' && 'the name of the person who accepts the EULA is required',
    spec.acceptedByEmail.trim() === '' && 'the email of the person who accepts the EULA is required',
  ];
}
