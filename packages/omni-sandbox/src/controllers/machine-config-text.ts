import { isOmniError, readText, types } from '@fleetwright/omni-core';
import type { specs } from '@fleetwright/omni-core/wire';
import { parseAllDocuments, stringify } from 'yaml';
import type { Typed } from '../store/typed-store.ts';
import { isMapping, mergeConfig } from './merge-config.ts';

/** What the configuration of a machine is made from. */
export interface MachineConfigFacts {
  readonly cluster: string;
  readonly controlPlane: boolean;
  readonly talosVersion: string;
  readonly kubernetesVersion: string;
  readonly schematicId: string;
  /** Extra kernel arguments and the like change it as well; they are not in the text. */
  readonly patches: readonly Typed<specs.ConfigPatchSpec>[];
}

/** What stands for every secret, as in Omni. */
const REDACTED = '******';

/** The configuration of a machine with its patches applied and without its secrets, as YAML. */
export function machineConfigText(facts: MachineConfigFacts): string {
  const documents: unknown[] = [baseConfig(facts)];
  for (const patch of facts.patches.flatMap(documentsOf)) {
    const kind = isMapping(patch) ? patch['kind'] : undefined;
    if (kind === undefined) documents[0] = mergeConfig(documents[0], patch);
    else documents.push(patch);
  }
  return documents.map((document) => stringify(document, { indent: 4, lineWidth: 0, singleQuote: true })).join('---\n');
}

function baseConfig({ cluster, controlPlane, talosVersion, kubernetesVersion, schematicId }: MachineConfigFacts) {
  const ca = { crt: '', key: controlPlane ? REDACTED : '' };
  return {
    version: 'v1alpha1',
    debug: false,
    persist: true,
    machine: {
      type: controlPlane ? 'controlplane' : 'worker',
      token: REDACTED,
      ca,
      certSANs: [],
      kubelet: { image: `ghcr.io/siderolabs/kubelet:v${kubernetesVersion}`, disableManifestsDirectory: true },
      install: { image: `factory.talos.dev/metal-installer/${schematicId}:v${talosVersion}`, wipe: false },
      features: { kubePrism: { enabled: true, port: 7445 } },
    },
    cluster: {
      id: REDACTED,
      secret: REDACTED,
      controlPlane: { endpoint: 'https://127.0.0.1:10000' },
      clusterName: cluster,
      token: REDACTED,
      ca,
      discovery: { enabled: true },
    },
  };
}

/** A patch that is compressed with Omni's own dictionary cannot be read here, and changes nothing. */
function documentsOf({ spec }: Typed<specs.ConfigPatchSpec>): readonly unknown[] {
  try {
    const text = readText({ type: types.ConfigPatch, spec, specYaml: undefined });
    const documents = parseAllDocuments(text, { logLevel: 'silent' });
    if (!Array.isArray(documents)) return [];
    const values = documents.filter(({ errors }) => errors.length === 0).map((document) => document.toJS() as unknown);
    return values.flatMap((value) => (Array.isArray(value) ? value : [value]));
  } catch (error) {
    if (!isOmniError(error, 'precondition_failed')) throw error;
    return [];
  }
}
