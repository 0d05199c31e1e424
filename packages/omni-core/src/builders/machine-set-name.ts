/** What the machines of a set do in their cluster. */
export type MachineSetRole = 'control-plane' | 'worker';

/** A machine set as people name it. */
export interface MachineSetName {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly role: MachineSetRole;
  /** Of workers: the name of the set without the cluster's. @default 'workers' */
  readonly name?: string;
}

/** The id of a machine set, e.g. `demo-control-planes`, `demo-workers` or `demo-gpu`. */
export function machineSetId({ cluster, role, name = 'workers' }: MachineSetName): string {
  return `${cluster}-${role === 'control-plane' ? 'control-planes' : name}`;
}
