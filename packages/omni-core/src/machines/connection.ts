import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import { upsert } from '../state/upsert.ts';
import type { CallOptions } from '../transport/call-options.ts';

/**
 * How a machine reaches Omni: through WireGuard over UDP, through a tunnel over gRPC for networks that let nothing else
 * out, or as its installation media say.
 */
export type MachineConnection = 'udp' | 'http-tunnel' | 'auto';

export async function setConnection(
  state: State,
  machine: string,
  connection: MachineConnection,
  options: CallOptions,
): Promise<void> {
  if (connection === 'auto') {
    await state.teardownAndDestroy(types.GRPCTunnelConfig, machine, options);
    return;
  }
  const enabled = connection === 'http-tunnel';
  await upsert(
    state,
    newResource(types.GRPCTunnelConfig, { id: machine, spec: { enabled } }),
    (draft) => {
      draft.spec.enabled = enabled;
    },
    options,
  );
}
