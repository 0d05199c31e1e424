import { LABELS, types } from '@fleetwright/omni-core';
import { specs } from '@fleetwright/omni-core/wire';
import type { Desired, TypedStore } from '../store/typed-store.ts';

const { Component, Phase } = specs.SecretRotationSpec;

/** Annotation people change to start a rotation. */
const TIMESTAMP = 'timestamp';

const TRIGGERS = [
  { type: types.RotateTalosCA, component: Component.TALOS_CA, done: 'rotated-talos-ca' },
  { type: types.RotateKubernetesCA, component: Component.KUBERNETES_CA, done: 'rotated-kubernetes-ca' },
] as const;

/** What follows on each phase; a rotation ends where it began. */
const NEXT: Readonly<Record<number, number>> = {
  [Phase.OK]: Phase.PRE_ROTATE,
  [Phase.PRE_ROTATE]: Phase.ROTATE,
  [Phase.ROTATE]: Phase.POST_ROTATE,
  [Phase.POST_ROTATE]: Phase.OK,
};

/** What this step listens to. */
export const SECRET_ROTATION_INPUTS: ReadonlySet<string> = new Set([
  ...TRIGGERS.map(({ type }) => type.type),
  types.ClusterSecretsRotationStatus.type,
  types.Cluster.type,
]);

/** Moves every rotation one phase further; a cluster whose trigger changed begins one. Every cluster has a status. */
export function rotateSecrets(store: TypedStore): void {
  for (const { resource } of store.list(types.Cluster)) rotate(store, resource.id);
  for (const { resource } of store.list(types.ClusterSecretsRotationStatus)) {
    if (store.find(types.Cluster, resource.id) === undefined) {
      store.remove(types.ClusterSecretsRotationStatus, resource.id);
    }
  }
}

function rotate(store: TypedStore, cluster: string): void {
  const status = store.find(types.ClusterSecretsRotationStatus, cluster);
  const { phase = Phase.OK, component = Component.NONE } = status?.spec ?? {};
  const annotations = status?.resource.annotations ?? {};
  const trigger = TRIGGERS.find(({ type, done, component: own }) => {
    if (phase !== Phase.OK) return own === component;
    const wanted = store.find(type, cluster)?.resource.annotations[TIMESTAMP];
    return wanted !== undefined && wanted !== annotations[done];
  });
  if (trigger === undefined) {
    if (status === undefined) putStatus(store, cluster, { spec: { phase } });
    return;
  }
  const next = NEXT[phase] ?? Phase.OK;
  const over = next === Phase.OK;
  const wanted = store.find(trigger.type, cluster)?.resource.annotations[TIMESTAMP] ?? '';
  putStatus(store, cluster, {
    annotations: over ? { ...annotations, [trigger.done]: wanted } : annotations,
    spec: over
      ? { phase: next }
      : { phase: next, component: trigger.component, status: 'rotating secrets', step: 'updating machines' },
  });
}

function putStatus(store: TypedStore, cluster: string, status: Desired<specs.ClusterSecretsRotationStatusSpec>): void {
  store.put(types.ClusterSecretsRotationStatus, cluster, {
    owner: 'SecretRotationStatusController',
    labels: { [LABELS.cluster]: cluster },
    ...status,
  });
}
