import { buildCluster } from '../builders/build-cluster.ts';
import { buildConfigPatch } from '../builders/build-config-patch.ts';
import { buildMachineSet } from '../builders/build-machine-set.ts';
import { buildMachineSetNode } from '../builders/build-machine-set-node.ts';
import { isOmniError, OmniError } from '../errors/omni-error.ts';
import { ANNOTATIONS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { requireValid } from '../validation/validate-resource.ts';

/** A Talos cluster that exists without Omni, as its nodes are now. Its machines have to be known to Omni already. */
export interface ExistingCluster {
  /** Letters, digits, dashes and underscores; the name in the configuration of its machines. */
  readonly name: string;
  /** With or without leading `v`. */
  readonly kubernetesVersion: string;
  /** With or without leading `v`. */
  readonly talosVersion: string;
  /** Its secrets bundle, YAML, as `talosctl gen secrets --from-controlplane-config` makes it. Secret. */
  readonly secretsBundle: string;
  /** UUIDs of its machines. */
  readonly controlPlanes: readonly string[];
  /** UUIDs of its machines. @default none */
  readonly workers?: readonly string[];
  /** What is special about a machine, as patches by machine UUID; YAML. Secret where they hold secrets. @default none */
  readonly patches?: Readonly<Record<string, string>>;
}

const PATCH_NAME = 'imported';

/**
 * Puts an existing Talos cluster under Omni, locked. Resumable: what a broken-off attempt created stays.
 *
 * @throws {OmniError} `precondition_failed` naming machines Omni does not know; `validation_failed`
 */
export async function importCluster(state: State, cluster: ExistingCluster, options: CallOptions): Promise<void> {
  const resources = importResources(cluster);
  for (const resource of resources) requireValid(resource);
  await expectKnown(state, [...cluster.controlPlanes, ...(cluster.workers ?? [])], options);
  // Each of them refers to those before it.
  for (const resource of resources) await createUnlessThere(state, resource, options);
}

/** In the order Omni needs: secrets before the cluster they are for. */
function importResources(cluster: ExistingCluster): readonly Resource[] {
  const { name, secretsBundle, controlPlanes, workers = [], patches = {} } = cluster;
  const annotations = { [ANNOTATIONS.clusterImportInProgress]: '' };
  const nodes = (machines: readonly string[], role: 'control-plane' | 'worker') =>
    machines.map((machine) => buildMachineSetNode({ machine, machineSet: { cluster: name, role } }));
  return [
    newResource(types.ImportedClusterSecret, { id: name, spec: { data: secretsBundle } }),
    buildCluster({ ...cluster, annotations, locked: true }),
    buildMachineSet({ cluster: name, role: 'control-plane' }),
    buildMachineSet({ cluster: name, role: 'worker' }),
    ...nodes(controlPlanes, 'control-plane'),
    ...nodes(workers, 'worker'),
    ...Object.entries(patches).map(([machine, data]) =>
      buildConfigPatch({ name: PATCH_NAME, target: { cluster: name, machine }, data }),
    ),
  ];
}

async function expectKnown(state: State, machines: readonly string[], options: CallOptions): Promise<void> {
  const found = await Promise.all(machines.map((machine) => state.find(types.MachineStatus, machine, options)));
  const unknown = machines.filter((_, index) => found[index] === undefined);
  if (unknown.length === 0 && machines.length > 0) return;
  throw new OmniError(
    'precondition_failed',
    `Omni does not know the machines ${unknown.join(', ') || 'of the cluster'}`,
    {
      hint: 'Apply the configuration of joinTokens.machineConfig to each node first, with talosctl and the access of the cluster.',
    },
  );
}

async function createUnlessThere(state: State, resource: Resource, options: CallOptions): Promise<void> {
  try {
    await state.create(resource, options);
  } catch (error) {
    if (!isOmniError(error, 'already_exists')) throw error;
  }
}
