import { ACCESS_COMMANDS } from './access-commands.ts';
import { CLUSTER_COMMANDS } from './cluster-commands.ts';
import { MACHINE_COMMANDS } from './machine-commands.ts';
import type { ParityLimit, ParityRow } from './parity-row.ts';
import { RESOURCE_COMMANDS } from './resource-commands.ts';

/** Every command of omnictl that talks to an Omni, by the subject it is about. */
export const PARITY: ReadonlyMap<string, readonly ParityRow[]> = new Map([
  ['Resources and templates', RESOURCE_COMMANDS],
  ['Clusters', CLUSTER_COMMANDS],
  ['Machines and media', MACHINE_COMMANDS],
  ['Access', ACCESS_COMMANDS],
]);

/** The two things no call does. */
export const LIMITS: readonly ParityLimit[] = [
  {
    name: 'Direct access to nodes',
    text:
      '`cluster import` reads secrets, versions and configurations from the Talos API of the nodes themselves, and ' +
      'connects the nodes to Omni through it. This library speaks to Omni alone: take them with `talosctl`, apply what ' +
      '`omni.joinTokens.machineConfig` gives to each node, then call `omni.clusters.import`.',
  },
  {
    name: 'A browser',
    text:
      'A person logs in on the web page of Omni. `openInBrowser` opens it and `userCredentials` waits until somebody has ' +
      'done it, but no program can do it for them. Programs use service accounts.',
  },
];
