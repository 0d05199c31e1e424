import { OmniError } from '@fleetwright/omni-core';
import type { SecretSource } from '../ports/secret-source.ts';

/** Values of secrets by name; an array holds the current and the previous one. */
export type SecretMap = Readonly<Record<string, string | readonly [current: string, previous: string]>>;

/** Secrets from a map. */
export function secretMap(values: SecretMap): SecretSource {
  return {
    read: async (name) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) {
        throw new OmniError('not_found', `the secret ${name} does not exist`, {
          hint: 'Pass it to startLocalFunctions.',
        });
      }
      const [current, previous] = typeof value === 'string' ? [value] : value;
      return { current, previous };
    },
  };
}
