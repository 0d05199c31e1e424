import { newResource, types } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';

/** A sandbox whose patches take seconds to read, and the ids they have. */
export async function startSandboxOfBigPatches(
  count: number,
): Promise<{ readonly sandbox: Sandbox; readonly ids: readonly string[] }> {
  const sandbox = await startSandbox({ controllers: { enabled: false }, validation: false, seed: { machines: 0 } });
  const ids = Array.from({ length: count }, (_, index) => `big-${String(index).padStart(3, '0')}`);
  sandbox.state.putAll(ids.map((id) => newResource(types.ConfigPatch, { id, spec: { data: BIG } })));
  return { sandbox, ids };
}

/** Travels twice, in the spec and in its YAML. */
export const BIG = 'x'.repeat(64 * 1024);
