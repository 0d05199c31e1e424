import { types } from '@fleetwright/omni-core';
import type { TypedStore } from '../store/typed-store.ts';

/** An object Talos puts into every cluster, as far as it depends on the Kubernetes version. */
export interface BootstrapManifest {
  /** How the sync calls it. */
  readonly path: string;
  readonly kind: 'DaemonSet' | 'Deployment' | 'ConfigMap';
  readonly name: string;
  readonly image: (kubernetesVersion: string) => string | undefined;
}

/** The objects whose images follow Kubernetes, and one that never changes. */
export const BOOTSTRAP_MANIFESTS: readonly BootstrapManifest[] = [
  manifest('ConfigMap', 'kubeconfig-in-cluster', () => undefined),
  manifest('DaemonSet', 'kube-proxy', (version) => `registry.k8s.io/kube-proxy:v${version}`),
  manifest('Deployment', 'coredns', (version) => `registry.k8s.io/coredns/coredns:v1.12.${minorOf(version) - 30}`),
];

/** Which Kubernetes version the manifests of each cluster were made for. */
export class AppliedManifests implements Disposable {
  readonly #store: TypedStore;
  readonly #versions = new Map<string, string>();
  readonly #stopListening: () => void;

  /** Clusters that exist are up to date. */
  constructor(store: TypedStore) {
    this.#store = store;
    for (const { resource, spec } of store.list(types.Cluster)) this.#versions.set(resource.id, spec.kubernetesVersion);
    const kind = { namespace: types.Cluster.defaultNamespace, type: types.Cluster.type };
    this.#stopListening = store.store.listen(kind, ({ kind: what, resource }) => {
      if (what === 'destroyed') this.#versions.delete(resource.id);
      // A cluster starts with the manifests of its version; an upgrade leaves them to a sync.
      if (what === 'created') this.applied(resource.id, store.read(types.Cluster, resource).spec.kubernetesVersion);
    });
  }

  [Symbol.dispose](): void {
    this.#stopListening();
  }

  version(cluster: string): string {
    return this.#versions.get(cluster) ?? this.#store.find(types.Cluster, cluster)?.spec.kubernetesVersion ?? '';
  }

  applied(cluster: string, kubernetesVersion: string): void {
    this.#versions.set(cluster, kubernetesVersion);
  }
}

/** The object as JSON. */
export function manifestObject({ kind, name, image }: BootstrapManifest, kubernetesVersion: string): string {
  const container = image(kubernetesVersion);
  return JSON.stringify({
    apiVersion: kind === 'ConfigMap' ? 'v1' : 'apps/v1',
    kind,
    metadata: { name, namespace: 'kube-system' },
    ...(container !== undefined && {
      spec: { template: { spec: { containers: [{ name, image: container }] } } },
    }),
  });
}

/** What would change between two versions, as a unified diff of the YAML; empty when nothing does. */
export function manifestDiff({ path, name, image }: BootstrapManifest, from: string, to: string): string {
  const [before, after] = [image(from), image(to)];
  if (before === after) return '';
  return [
    `--- a/${path}`,
    `+++ b/${path}`,
    '@@ -9,4 +9,4 @@',
    '     spec:',
    '       containers:',
    `-        - image: ${before}`,
    `+        - image: ${after}`,
    `           name: ${name}`,
    '',
  ].join('\n');
}

function manifest(kind: BootstrapManifest['kind'], name: string, image: BootstrapManifest['image']): BootstrapManifest {
  return { path: `${kind}/kube-system/${name}`, kind, name, image };
}

function minorOf(version: string): number {
  return Number(version.split('.')[1] ?? 0);
}
