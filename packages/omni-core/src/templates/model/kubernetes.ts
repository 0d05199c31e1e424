import { list, struct } from '../decode/decoder.ts';
import { duration, oneOf, text } from '../decode/scalars.ts';
import { goQuote } from '../go-format.ts';
import { type Descriptors, descriptorFields } from './descriptors.ts';
import { inlineContent } from './inline.ts';

/** Kubernetes manifests that Omni keeps applied, or applies once. */
export interface Manifest extends Descriptors {
  readonly name: string;
  readonly mode: 'full' | 'one-time' | undefined;
  readonly file: string;
  readonly inline: string | undefined;
}

/** A Kubernetes job that tells whether the cluster is healthy. */
export interface HealthCheck extends Descriptors {
  readonly name: string;
  readonly idOverride: string;
  readonly job: string | undefined;
  readonly file: string;
  /** Nanoseconds between runs; 0 or less leaves it to the server. */
  readonly interval: bigint;
}

export interface KubernetesSettings {
  readonly version: string;
  readonly manifests: readonly Manifest[];
  readonly healthchecks: readonly HealthCheck[];
}

const manifest = struct<Manifest>('models.KubernetesManifest', {
  name: text,
  mode: oneOf(['full', 'one-time'], (word) => `unknown mode name ${goQuote(word)}`),
  ...descriptorFields,
  file: text,
  inline: inlineContent,
});

const healthCheck = struct<HealthCheck>('models.KubernetesHealthCheck', {
  name: text,
  idOverride: text,
  ...descriptorFields,
  job: inlineContent,
  file: text,
  interval: duration,
});

export const kubernetesSettings = struct<KubernetesSettings>('models.KubernetesCluster', {
  version: text,
  manifests: list('models.KubernetesManifests', manifest),
  healthchecks: list('models.KubernetesHealthChecks', healthCheck),
});

/** The name a manifest goes by: its own, else that of its file. */
export function manifestName({ name, file }: Pick<Manifest, 'name' | 'file'>): string {
  return name === '' ? file : name;
}

/** The name a health check goes by: the id it shall have, else its own. */
export function healthCheckName({ name, idOverride }: Pick<HealthCheck, 'name' | 'idOverride'>): string {
  return idOverride === '' ? name : idOverride;
}
