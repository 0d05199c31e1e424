import { encodeSpec, types } from '@fleetwright/omni-core';
import { coerce, gte } from 'semver';

/** Feature switches of a Talos version; `undefined` when `id` is no version. */
export function quirks(id: string): Uint8Array | undefined {
  const version = /^v?\d+\.\d+/.test(id) ? coerce(id) : null;
  if (version === null) return undefined;
  return encodeSpec(types.Quirk, {
    supportsUnifiedInstaller: gte(version, '1.10.0'),
    supportsFactoryTalosctl: gte(version, '1.11.0'),
    supportsEmbeddedConfig: gte(version, '1.12.0'),
  });
}
