import { types } from '../../resources/registry.ts';
import type { Resource } from '../../resources/resource.ts';
import type { ResourceType } from '../../resources/resource-type.ts';
import type {
  ClusterSpec,
  ConfigPatchSpec,
  ExtensionsConfigurationSpec,
  KernelArgsSpec,
  KubernetesHealthCheckSpec,
  KubernetesManifestGroupSpec,
  MachineInstallDiskConfigSpec,
  MachineSetNodeSpec,
  MachineSetSpec,
} from '../../wire/gen/specs.ts';

/** The resources of a cluster that a template describes, by type and sorted by id. */
export interface ExportedParts {
  readonly cluster: Resource<ClusterSpec> | undefined;
  readonly sets: readonly Resource<MachineSetSpec>[];
  readonly nodes: readonly Resource<MachineSetNodeSpec>[];
  readonly patches: readonly Resource<ConfigPatchSpec>[];
  readonly extensions: readonly Resource<ExtensionsConfigurationSpec>[];
  readonly manifests: readonly Resource<KubernetesManifestGroupSpec>[];
  readonly healthChecks: readonly Resource<KubernetesHealthCheckSpec>[];
  readonly kernelArgs: readonly Resource<KernelArgsSpec>[];
  readonly installDisks: readonly Resource<MachineInstallDiskConfigSpec>[];
}

/** Sorts what was read of one cluster into its types. */
export function partsOf(resources: readonly Resource[]): ExportedParts {
  const pick = <Spec>(type: ResourceType<Spec>) => resources.filter((resource) => isOf(resource, type)).toSorted(byId);
  return {
    cluster: pick(types.Cluster)[0],
    sets: pick(types.MachineSet),
    nodes: pick(types.MachineSetNode),
    patches: pick(types.ConfigPatch),
    extensions: pick(types.ExtensionsConfiguration),
    manifests: pick(types.KubernetesManifestGroup),
    healthChecks: pick(types.KubernetesHealthCheck),
    kernelArgs: pick(types.KernelArg),
    installDisks: pick(types.MachineInstallDiskConfig),
  };
}

function isOf<Spec>(resource: Resource, type: ResourceType<Spec>): resource is Resource<Spec> {
  return resource.metadata.type === type.type;
}

function byId(left: Resource, right: Resource): number {
  return left.metadata.id < right.metadata.id ? -1 : 1;
}
