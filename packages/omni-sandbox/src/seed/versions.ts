import { types } from '@fleetwright/omni-core';
import { gte, minor } from 'semver';
import type { TypedStore } from '../store/typed-store.ts';

interface Release {
  /** Minor, e.g. `1.13`. */
  readonly minor: string;
  /** Patch releases `0 … patches - 1`. */
  readonly patches: number;
}

const TALOS: readonly Release[] = [
  { minor: '1.7', patches: 7 },
  { minor: '1.8', patches: 5 },
  { minor: '1.9', patches: 6 },
  { minor: '1.10', patches: 10 },
  { minor: '1.11', patches: 7 },
  { minor: '1.12', patches: 6 },
  { minor: '1.13', patches: 6 },
];

const KUBERNETES: readonly Release[] = [
  { minor: '1.28', patches: 16 },
  { minor: '1.29', patches: 16 },
  { minor: '1.30', patches: 15 },
  { minor: '1.31', patches: 15 },
  { minor: '1.32', patches: 13 },
  { minor: '1.33', patches: 11 },
  { minor: '1.34', patches: 9 },
  { minor: '1.35', patches: 6 },
  { minor: '1.36', patches: 8 },
];

/** A Talos minor runs the Kubernetes minor this much larger, and the four before it. */
const NEWEST_KUBERNETES_OFFSET = 23;
const SUPPORTED_KUBERNETES_MINORS = 6;
/** Talos versions below this minor are still there but warned about. */
const DEPRECATED_BELOW = '1.9.0';

/** Writes the catalogue of Talos and Kubernetes versions that clusters may use. */
export function seedVersions(store: TypedStore): void {
  const kubernetes = expand(KUBERNETES);
  const talos = expand(TALOS);
  for (const version of kubernetes) {
    store.put(types.KubernetesVersion, version, { owner: 'VersionsController', spec: { version } });
  }
  for (const version of talos) {
    store.put(types.TalosVersion, version, {
      owner: 'VersionsController',
      spec: {
        version,
        compatibleKubernetesVersions: kubernetes.filter((candidate) => compatible(version, candidate)),
        upgradableTalosVersions: talos.filter((candidate) => candidate !== version && near(version, candidate)),
        deprecated: !gte(version, DEPRECATED_BELOW),
      },
    });
  }
}

function expand(releases: readonly Release[]): string[] {
  return releases.flatMap((release) =>
    Array.from({ length: release.patches }, (_, patch) => `${release.minor}.${patch}`),
  );
}

function compatible(talos: string, kubernetes: string): boolean {
  const newest = minor(talos) + NEWEST_KUBERNETES_OFFSET;
  const candidate = minor(kubernetes);
  return candidate <= newest && candidate > newest - SUPPORTED_KUBERNETES_MINORS;
}

/** An upgrade crosses at most two minors, a revert one. */
function near(from: string, to: string): boolean {
  const step = minor(to) - minor(from);
  return step >= -1 && step <= 2;
}
