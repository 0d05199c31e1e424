import { type Decoder, type Fields, struct } from '../decode/decoder.ts';
import { boolean, duration, optionalTexts, text } from '../decode/scalars.ts';
import { type Descriptors, descriptorFields } from './descriptors.ts';
import { type KubernetesSettings, kubernetesSettings } from './kubernetes.ts';
import { type Patch, patches } from './patch.ts';

/** Switches of a cluster. */
export interface ClusterFeatures {
  readonly diskEncryption: boolean;
  readonly enableWorkloadProxy: boolean;
  readonly useEmbeddedDiscoveryService: boolean;
  readonly disablePublicDiscoveryService: boolean;
  readonly enableNodeAuditSkip: boolean;
  /** `interval` in nanoseconds; 0 or less means no scheduled backups. */
  readonly backupConfiguration: { readonly interval: bigint };
}

/** The `Cluster` document. */
export interface ClusterModel extends Descriptors {
  readonly kind: 'Cluster';
  readonly name: string;
  readonly kubernetes: KubernetesSettings;
  readonly talos: { readonly version: string };
  readonly features: ClusterFeatures;
  readonly patches: readonly Patch[];
  /** `undefined` leaves extensions alone, an empty list says there shall be none. */
  readonly systemExtensions: readonly string[] | undefined;
  readonly kernelArgs: readonly string[] | undefined;
}

const commonFeatures = {
  diskEncryption: boolean,
  enableWorkloadProxy: boolean,
  useEmbeddedDiscoveryService: boolean,
  backupConfiguration: struct<{ interval: bigint }>('models.BackupConfiguration', { interval: duration }),
};
const allFeatures: Fields<ClusterFeatures> = {
  ...commonFeatures,
  disablePublicDiscoveryService: boolean,
  enableNodeAuditSkip: boolean,
};
const decodeOlderFeatures = struct<Pick<ClusterFeatures, keyof typeof commonFeatures>>(
  'models.Features',
  commonFeatures,
);
const decodeAllFeatures = struct<ClusterFeatures>('models.Features', allFeatures);

const features: Decoder<ClusterFeatures> = (node, context) =>
  context.dialect.discoveryFeatures
    ? decodeAllFeatures(node, context)
    : { ...decodeOlderFeatures(node, context), disablePublicDiscoveryService: false, enableNodeAuditSkip: false };

export const clusterModel = struct<ClusterModel>('models.Cluster', {
  kind: () => 'Cluster',
  name: text,
  ...descriptorFields,
  kubernetes: kubernetesSettings,
  talos: struct<{ version: string }>('models.TalosCluster', { version: text }),
  features,
  patches,
  systemExtensions: optionalTexts,
  kernelArgs: optionalTexts,
});
