import type { SecretSource, SecretVersions } from '../ports/secret-source.ts';

/**
 * Tries the current secret, then the one before its last rotation. When neither fits, the cached secret may be stale:
 * it is read again and tried once more.
 */
export async function verifiedWith(
  secrets: SecretSource,
  name: string,
  verify: (secret: string) => boolean,
  options: { readonly signal?: AbortSignal } = {},
): Promise<boolean> {
  const cached = await secrets.read(name, options);
  if (fits(cached, verify)) return true;
  const fresh = await secrets.read(name, { ...options, refresh: true });
  return (fresh.current !== cached.current || fresh.previous !== cached.previous) && fits(fresh, verify);
}

function fits({ current, previous }: SecretVersions, verify: (secret: string) => boolean): boolean {
  return verify(current) || (previous !== undefined && verify(previous));
}
