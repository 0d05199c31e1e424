import { OmniError } from '../errors/omni-error.ts';
import { NotFoundError } from '../errors/state-errors.ts';
import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import { label } from '../selectors/label.ts';
import type { LabelTerm } from '../state/query.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { type Machine, machineOf } from './machine.ts';

/** Which machines are listed; all conditions have to hold. */
export interface ListMachinesOptions extends CallOptions {
  /** Only machines of this cluster. */
  readonly cluster?: string;
  /** Only machines that are free, or only those that are not. */
  readonly available?: boolean;
  /** Only machines Omni reaches, or only those it does not. */
  readonly connected?: boolean;
}

/** Machines by id. */
export async function listMachines(state: State, options: ListMachinesOptions): Promise<Machine[]> {
  const { cluster, available, connected, ...call } = options;
  const terms: LabelTerm[] = [
    ...(cluster === undefined ? [] : [label(LABELS.cluster).equals(cluster)]),
    ...presence(LABELS.available, available),
    ...presence(LABELS.connected, connected),
  ];
  const query = terms.length === 0 ? {} : { labels: [terms] };
  return (await state.list(types.MachineStatus, { ...call, ...query })).map(machineOf);
}

/** The one machine with this id, hostname or IP address. */
export async function findMachine(state: State, name: string, options: CallOptions): Promise<Machine> {
  const byId = await state.find(types.MachineStatus, name, options);
  if (byId !== undefined) return machineOf(byId);
  const machines = await listMachines(state, options);
  const matches = machines.filter(({ hostname, addresses }) => hostname === name || addresses.includes(name));
  const [match, ...others] = matches;
  if (match === undefined) {
    throw new NotFoundError(`No machine has the id, hostname or address ${name}`, {
      hint: 'List the machines there are; one that was never connected has no hostname or address yet.',
    });
  }
  if (others.length > 0) {
    const ids = matches.map(({ id }) => id).join(', ');
    throw new OmniError('invalid_argument', `${matches.length} machines have the hostname or address ${name}: ${ids}`, {
      hint: 'Name the one that is meant by its id.',
    });
  }
  return match;
}

function presence(key: string, wanted: boolean | undefined): LabelTerm[] {
  return wanted === undefined ? [] : [{ key, op: 'exists', invert: !wanted }];
}
