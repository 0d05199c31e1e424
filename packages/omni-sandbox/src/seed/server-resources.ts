import { findResourceType, resourceTypeInfos, types } from '@fleetwright/omni-core';
import { type Target, typeExists } from '../access/target.ts';
import { EULA_ID } from '../auth/admission.ts';
import type { TypedStore } from '../store/typed-store.ts';

const NAMESPACES: Readonly<Record<string, string>> = {
  default: 'Resources kept in the database',
  ephemeral: 'Resources lost at a restart',
  external: 'Resources of a backup store',
  'infra-provider': 'Resources shared with infra providers',
  'infra-provider-ephemeral': 'Resources shared with infra providers, lost at a restart',
  meta: 'Resources that describe resources',
  metrics: 'Counters and times of last use',
  oidc: 'Keys of the OIDC issuer',
  virtual: 'Resources computed for each request',
};

export interface ServerFacts {
  readonly target: Target;
  /** Name of the instance; part of context names in kubeconfigs. */
  readonly instanceName: string;
  /** Whether somebody accepted the EULA before the first start. */
  readonly eulaAccepted: boolean;
}

/** What a server says about itself: version, features, and the types it knows. */
export function seedServerResources(store: TypedStore, facts: ServerFacts): void {
  const { target, instanceName, eulaAccepted } = facts;
  store.put(types.SysVersion, 'current', {
    spec: {
      backendVersion: target.version,
      instanceName,
      backendApiVersion: target.apiVersion,
    },
  });
  store.put(types.FeaturesConfig, 'features-config', {
    spec: {
      embeddedDiscoveryService: true,
      etcdBackupSettings: {
        tickInterval: { seconds: 60n, nanos: 0 },
        minInterval: { seconds: 3600n, nanos: 0 },
        maxInterval: { seconds: 86_400n, nanos: 0 },
      },
      imageFactoryBaseUrl: 'https://factory.talos.dev',
      imageFactoryPxeBaseUrl: 'https://pxe.factory.talos.dev',
      account: { name: instanceName },
    },
  });
  store.put(types.AuthConfig, 'auth-config', { spec: {} });
  if (eulaAccepted) {
    store.put(types.EulaAcceptance, EULA_ID, {
      spec: { acceptedByName: 'Sandbox', acceptedByEmail: 'sandbox@example.com' },
    });
  }
  for (const [name, description] of Object.entries(NAMESPACES)) {
    store.put(types.Namespace, name, { owner: 'meta', spec: { description } });
  }
  for (const info of resourceTypeInfos().values()) {
    const type = findResourceType(info.type);
    if (type === undefined || !typeExists(info.sinceVersion, target)) continue;
    store.put(types.ResourceDefinition, info.type.toLowerCase(), {
      owner: 'meta',
      spec: {
        resourceType: info.type,
        displayType: info.displayType,
        defaultNamespace: type.defaultNamespace,
        aliases: info.aliases,
        allAliases: info.allAliases,
        printColumns: info.columns,
        sensitivity: info.sensitive ? 1 : 0,
      },
    });
  }
}
