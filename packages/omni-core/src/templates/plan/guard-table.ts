import type { GuardId, GuardSeverity } from './guard.ts';

/** What a guard looks for, for the people who decide about it. */
export interface Guard {
  readonly id: GuardId;
  readonly severity: GuardSeverity;
  /** When it stops a plan, as one phrase. */
  readonly when: string;
  /** Why that is seldom meant. */
  readonly because: string;
}

/** Every guard there is, the worst first. Each is asked for by its id: `allow: ['talos-downgrade']`. */
export const GUARDS: readonly Guard[] = [
  {
    id: 'last-control-plane',
    severity: 'danger',
    when: 'the cluster keeps no control plane machine',
    because: 'etcd, and with it the cluster, is lost',
  },
  {
    id: 'quorum-loss',
    severity: 'danger',
    when: 'fewer of the present control plane machines stay than etcd needs for a majority',
    because: 'etcd stops if they go before new members have joined',
  },
  {
    id: 'empty-template',
    severity: 'danger',
    when: 'the template has no machines and the cluster has some',
    because: 'every machine leaves the cluster and is wiped',
  },
  {
    id: 'mass-deletion',
    severity: 'danger',
    when: 'more resources go than `deletionLimit` says: 10, or half of what templates manage of the cluster',
    because: 'a file that was moved or cut off looks the same',
  },
  {
    id: 'foreign-resource',
    severity: 'danger',
    when: 'a machine or another resource belongs to another cluster',
    because: 'it would be taken out of that cluster; omnictl does so without a word',
  },
  {
    id: 'talos-downgrade',
    severity: 'danger',
    when: 'the Talos version goes down',
    because: 'Talos does not promise to read what a newer version wrote',
  },
  {
    id: 'kubernetes-downgrade',
    severity: 'danger',
    when: 'the Kubernetes version goes down',
    because: 'Kubernetes supports no way back, and Omni only to where a running upgrade came from',
  },
  {
    id: 'control-plane-removal',
    severity: 'caution',
    when: 'a control plane machine leaves',
    because: 'every removal is an etcd member less',
  },
  {
    id: 'even-control-planes',
    severity: 'caution',
    when: 'the control plane becomes an even number of machines',
    because: 'it survives no more failures than with one machine less',
  },
  {
    id: 'both-versions-changed',
    severity: 'caution',
    when: 'Talos and Kubernetes change in one step',
    because: 'if something breaks, nobody knows which of them did',
  },
  {
    id: 'cluster-locked',
    severity: 'caution',
    when: 'the cluster is locked and the plan changes it',
    because: 'a person locked it; Omni refuses most changes until it is unlocked',
  },
  {
    id: 'machine-locked',
    severity: 'caution',
    when: 'a locked machine is removed, reconfigured by name, or loses its lock although the template does not say so',
    because: 'a person locked it; Omni refuses the removal and holds changes back',
  },
  {
    id: 'changed-since-sync',
    severity: 'caution',
    when: 'a resource the plan touches is not as the template applied last (`previous`) left it',
    because: 'somebody changed it for a reason, and the sync takes that back',
  },
];
