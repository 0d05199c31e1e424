import { ACCESS_COMMANDS } from './access-commands.ts';
import { CLUSTER_COMMANDS } from './cluster-commands.ts';
import { MACHINE_COMMANDS } from './machine-commands.ts';
import type { ParityRow } from './parity-row.ts';
import { RESOURCE_COMMANDS } from './resource-commands.ts';

/** Every command of omnictl that talks to an Omni, by the subject it is about. */
export const PARITY: ReadonlyMap<string, readonly ParityRow[]> = new Map([
  ['Resources and templates', RESOURCE_COMMANDS],
  ['Clusters', CLUSTER_COMMANDS],
  ['Machines and media', MACHINE_COMMANDS],
  ['Access', ACCESS_COMMANDS],
]);
