import { OmniError } from '../errors/omni-error.ts';
import type { KubeconfigRequest } from '../wire/gen/management.ts';
import type { Init } from '../wire/init.ts';

/** A kubeconfig for people: kubectl opens a browser to log in. Contains no secret. */
export interface OidcKubeconfig {
  readonly mode?: 'oidc';
  /** @default 'auto' */
  readonly grantType?: 'auto' | 'authcode' | 'authcode-keyboard';
  /** Directory in which kubectl's login plugin keeps tokens. @default the plugin's own */
  readonly cacheDirectory?: string;
  /** Keep the tokens of this cluster apart from those of others. @default false */
  readonly isolateCache?: boolean;
}

/** A kubeconfig with a token for programs. The token cannot be revoked before it expires. */
export interface ServiceAccountKubeconfig {
  readonly mode: 'service-account';
  /** Kubernetes user the token stands for. */
  readonly user: string;
  /** Kubernetes groups; without any the token is refused. @default ['system:masters'] */
  readonly groups?: readonly string[];
  /** How long the token is valid, in milliseconds; at most ten years. */
  readonly lifetimeMs: number;
}

/** Direct administrator access that does not go through Omni. Marks the cluster as tainted; needs a server feature. */
export interface BreakGlassKubeconfig {
  readonly mode: 'break-glass';
}

/** How the kubeconfig identifies its user: as a person, as a service account, or by a certificate. */
export type KubeconfigKind = OidcKubeconfig | ServiceAccountKubeconfig | BreakGlassKubeconfig;

const LONGEST_LIFETIME_MS = 10 * 365 * 24 * 60 * 60_000;

/** @throws {OmniError} `invalid_argument` for what the server would refuse */
export function kubeconfigRequest(kind: KubeconfigKind): Init<KubeconfigRequest> {
  switch (kind.mode) {
    case 'service-account':
      return serviceAccountRequest(kind);
    case 'break-glass':
      return { breakGlass: true };
    default:
      return {
        grantType: kind.grantType ?? 'auto',
        oidcCacheBaseDir: kind.cacheDirectory,
        oidcCacheIsolation: kind.isolateCache,
      };
  }
}

function serviceAccountRequest(kind: ServiceAccountKubeconfig): Init<KubeconfigRequest> {
  const { user, groups = ['system:masters'], lifetimeMs } = kind;
  if (user === '') throw invalid('the Kubernetes user is empty');
  if (groups.length === 0) throw invalid('there must be at least one Kubernetes group');
  if (!(lifetimeMs >= 1000 && lifetimeMs <= LONGEST_LIFETIME_MS)) {
    throw invalid('the lifetime must be between one second and ten years');
  }
  return {
    serviceAccount: true,
    serviceAccountUser: user,
    serviceAccountGroups: groups,
    serviceAccountTtl: { seconds: BigInt(Math.floor(lifetimeMs / 1000)), nanos: 0 },
  };
}

function invalid(reason: string): OmniError {
  return new OmniError('invalid_argument', `A service account kubeconfig cannot be made: ${reason}`);
}
