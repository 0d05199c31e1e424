import { resourceTypeInfo } from '@fleetwright/omni-core';
import { isAnonymous, missingSignature } from '../auth/anonymous.ts';
import { providerOf } from '../auth/identity.ts';
import { type Caller, insufficientRole, parseRole, roleAtLeast } from '../auth/role.ts';
import { goErrorText, StatusError } from '../status/status-error.ts';
import type { ResourceKey } from '../store/stored-resource.ts';
import { type Target, typeExists } from './target.ts';
import { isRead, type Verb } from './verb.ts';

/** Passes the role check but is missing from the server's table of verbs. */
const FORGOTTEN_TYPE = 'MachineRequestSetStatuses.omni.sidero.dev';

/** Namespace private to one infra provider: `infra-provider:<id>`. */
const PROVIDER_NAMESPACE = 'infra-provider:';

/**
 * Decides by the access table whether a caller may do something to a type.
 * @throws {StatusError} PERMISSION_DENIED, wrapped as errors of Omni's validation are
 */
export function checkAccess(caller: Caller, verb: Verb, key: Omit<ResourceKey, 'id'>, target: Target): void {
  const refusal = key.namespace.startsWith(PROVIDER_NAMESPACE)
    ? refusalInProviderNamespace(caller, verb, key)
    : refusalByTable(caller, verb, key.type, target);
  if (refusal !== undefined) throw wrapRefusals([refusal]);
}

/** One text around all refusals of a call; the code is the first one's. */
export function wrapRefusals(refusals: readonly StatusError[]): StatusError {
  const [first] = refusals;
  const count = refusals.length === 1 ? '1 error' : `${refusals.length} errors`;
  const items = refusals.map((refusal) => `\t* ${goErrorText(refusal)}\n`).join('');
  return new StatusError(first?.status ?? 'INVALID_ARGUMENT', `failed to validate: ${count} occurred:\n${items}\n`);
}

function refusalByTable(caller: Caller, verb: Verb, type: string, target: Target): StatusError | undefined {
  const info = resourceTypeInfo({ type });
  if (type === FORGOTTEN_TYPE) return denied('access is not permitted');
  if (info === undefined || info.verbs.length === 0 || !typeExists(info.sinceVersion, target)) {
    return denied('no access is permitted');
  }
  // The server knows only "read" here; what a namespace cannot list or watch it refuses in its own words.
  const listed = isRead(verb) ? info.verbs.some(isRead) : info.verbs.includes(verb);
  if (!listed) return denied(permittedOnly(info.verbs));
  const needed = isRead(verb) ? info.readRole : info.writeRole;
  if (needed === undefined || needed === 'public') return undefined;
  if (isAnonymous(caller)) return missingSignature();
  if (needed === 'signature') return undefined;
  if (needed === 'InfraProvider' && caller.role === 'InfraProvider') return undefined;
  return roleAtLeast(caller.role, parseRole(needed)) ? undefined : insufficientRole(caller);
}

/** A provider does as it likes in its own namespace, with its own types; people may look. */
function refusalInProviderNamespace(
  caller: Caller,
  verb: Verb,
  { namespace, type }: Omit<ResourceKey, 'id'>,
): StatusError | undefined {
  const provider = namespace.slice(PROVIDER_NAMESPACE.length);
  if (!type.endsWith(`.${provider}.infraprovider.sidero.dev`)) return denied('no access is permitted');
  if (isAnonymous(caller)) return missingSignature();
  if (providerOf(caller.identity) === provider) return undefined;
  if (!isRead(verb)) return denied('only read access is permitted');
  return roleAtLeast(caller.role, 'Reader') ? undefined : insufficientRole(caller);
}

function permittedOnly(verbs: readonly Verb[]): string {
  const words = verbs.some(isRead) ? ['read'] : [];
  for (const verb of ['create', 'update', 'destroy'] as const) if (verbs.includes(verb)) words.push(verb);
  const list = words.length > 2 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words.join(' and ');
  return `only ${list} access is permitted`;
}

function denied(text: string): StatusError {
  return new StatusError('PERMISSION_DENIED', text);
}
