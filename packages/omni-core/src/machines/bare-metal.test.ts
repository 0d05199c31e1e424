import { describe, expect, it } from 'vitest';
import { types } from '../resources/registry.ts';
import { MemoryState } from '../testing/memory-state.ts';
import { InfraMachineConfigSpec } from '../wire/gen/specs.ts';
import { BareMetal } from './bare-metal.ts';
import { setConnection } from './connection.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const { ACCEPTED, REJECTED } = InfraMachineConfigSpec.AcceptanceStatus;
const { POWER_STATE_OFF } = InfraMachineConfigSpec.MachinePowerState;

function bareMetal() {
  const state = new MemoryState({ resources: [] });
  return { machines: new BareMetal(state), spec: async () => (await state.get(types.InfraMachineConfig, ID)).spec };
}

describe('a bare-metal machine', () => {
  it('is accepted for good, and keeps everything else asked of it', async () => {
    const { machines, spec } = bareMetal();

    await machines.setCordoned(ID, true);
    await machines.accept(ID);
    await machines.setPower(ID, 'off');

    expect(await spec()).toMatchObject({ acceptanceStatus: ACCEPTED, cordoned: true, powerState: POWER_STATE_OFF });
    await expect(machines.reject(ID)).rejects.toMatchObject({ code: 'precondition_failed' });
    expect((await spec()).acceptanceStatus).toBe(ACCEPTED);
  });

  it('may be rejected, and accepted later', async () => {
    const { machines, spec } = bareMetal();

    await machines.reject(ID);
    const rejected = (await spec()).acceptanceStatus;
    await machines.accept(ID);

    expect([rejected, (await spec()).acceptanceStatus]).toEqual([REJECTED, ACCEPTED]);
  });

  it('reboots once for every time it is asked', async () => {
    const { machines, spec } = bareMetal();

    await machines.reboot(ID);
    const { requestedRebootId } = await spec();
    await machines.reboot(ID);

    expect(requestedRebootId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await spec()).requestedRebootId).not.toBe(requestedRebootId);
  });
});

describe('the connection of a machine', () => {
  it('is chosen, changed and left to its media again', async () => {
    const state = new MemoryState({ resources: [] });
    const enabled = async () => (await state.find(types.GRPCTunnelConfig, ID))?.spec.enabled;
    const seen: unknown[] = [];

    for (const connection of ['auto', 'http-tunnel', 'udp', 'auto'] as const) {
      await setConnection(state, ID, connection, {});
      seen.push(await enabled());
    }

    expect(seen).toEqual([undefined, true, false, undefined]);
  });
});
