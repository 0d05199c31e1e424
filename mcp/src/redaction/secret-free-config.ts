import { OmniError } from '@fleetwright/omni-core';
import { parse } from 'yaml';

/** Keys of kubeconfigs and talosconfigs that hold a credential. */
const CREDENTIALS = new Set([
  'token',
  'password',
  'client-key-data',
  'client-key',
  'key',
  'auth-provider',
  'tokenfile',
]);

/**
 * Lets an access configuration pass when nobody can log in with it alone.
 * @throws {OmniError} `precondition_failed` when it holds a credential or cannot be read
 */
export function secretFreeConfig(text: string): string {
  if (isFree(parseConfig(text))) return text;
  throw new OmniError(
    'precondition_failed',
    'Omni returned a configuration that holds a credential; it is not shown.',
    {
      hint: 'Use omnictl to get it, so that the credential does not pass through a conversation.',
    },
  );
}

function parseConfig(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent' });
  } catch {
    throw new OmniError('protocol', 'Omni returned a configuration that is not YAML.');
  }
}

function isFree(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(isFree);
  if (typeof node !== 'object' || node === null) return true;
  return Object.entries(node).every(
    ([key, value]) => (!CREDENTIALS.has(key.toLowerCase()) || value === '' || value === null) && isFree(value),
  );
}
