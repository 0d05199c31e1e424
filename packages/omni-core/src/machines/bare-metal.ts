import { randomUUID } from 'node:crypto';
import { OmniError } from '../errors/omni-error.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import { upsert } from '../state/upsert.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { InfraMachineConfigSpec } from '../wire/gen/specs.ts';
import type { Init } from '../wire/init.ts';

const { AcceptanceStatus, MachinePowerState } = InfraMachineConfigSpec;

/** What Omni shall see to: nothing, or that the machine is off or on. */
export type PowerState = 'default' | 'off' | 'on';

const POWER_STATES: Readonly<Record<PowerState, number>> = {
  default: MachinePowerState.POWER_STATE_DEFAULT,
  off: MachinePowerState.POWER_STATE_OFF,
  on: MachinePowerState.POWER_STATE_ON,
};

/**
 * Machines of a static infra provider, which Omni switches on and off itself. Every `machine` is a UUID; a machine that
 * the provider does not have is only known after it was configured, so none is refused.
 */
export class BareMetal {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** Lets Omni use a machine, and wipe it. Final. @throws {OmniError} `read_only`, `access_denied` */
  accept(machine: string, options: CallOptions = {}): Promise<void> {
    return this.#configure(machine, { acceptanceStatus: AcceptanceStatus.ACCEPTED }, options);
  }

  /** Keeps Omni from using a machine. @throws {OmniError} `precondition_failed` for an accepted one; `read_only` */
  async reject(machine: string, options: CallOptions = {}): Promise<void> {
    const current = await this.#state.find(types.InfraMachineConfig, machine, options);
    if (current?.spec.acceptanceStatus === AcceptanceStatus.ACCEPTED) {
      throw new OmniError('precondition_failed', `Machine ${machine} is accepted, and that is final`, {
        hint: 'Take it out of its cluster and forget it instead.',
      });
    }
    await this.#configure(machine, { acceptanceStatus: AcceptanceStatus.REJECTED }, options);
  }

  /** Keeps a machine off or on, or leaves that to Omni. @throws {OmniError} `read_only` */
  setPower(machine: string, power: PowerState, options: CallOptions = {}): Promise<void> {
    return this.#configure(machine, { powerState: POWER_STATES[power] }, options);
  }

  /** Asks for a reboot and returns. @throws {OmniError} `read_only` */
  reboot(machine: string, options: CallOptions = {}): Promise<void> {
    return this.#configure(machine, { requestedRebootId: randomUUID() }, options);
  }

  /** Keeps classes from choosing a machine, or lets them again. @throws {OmniError} `read_only` */
  setCordoned(machine: string, cordoned: boolean, options: CallOptions = {}): Promise<void> {
    return this.#configure(machine, { cordoned }, options);
  }

  async #configure(machine: string, change: Init<InfraMachineConfigSpec>, options: CallOptions): Promise<void> {
    await upsert(
      this.#state,
      newResource(types.InfraMachineConfig, { id: machine, spec: change }),
      (draft) => {
        Object.assign(draft.spec, change);
      },
      options,
    );
  }
}
