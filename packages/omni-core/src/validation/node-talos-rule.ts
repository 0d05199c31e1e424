import { coerce, type SemVer } from 'semver';
import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type { ClusterSpec } from '../wire/gen/specs.ts';
import { problem, type ResourceProblem } from './resource-problem.ts';
import type { ResourceLookup } from './type-rules.ts';

/** From this Talos on, Omni installs whatever version the cluster has. */
const ANY_VERSION_INSTALLS = '1.13.0';

/** A machine has to run a Talos that fits the cluster it shall join. A machine nothing is known of may join. */
export function nodeTalosFinding(
  machineId: string,
  cluster: ClusterSpec | undefined,
  lookup: ResourceLookup,
): ResourceProblem | undefined {
  const machine = lookup.find(types.MachineStatus, machineId);
  const from = coerce(machine?.spec.talosVersion);
  const to = coerce(cluster?.talosVersion);
  if (machine === undefined || from === null || to === null || machine.spec.schematic?.inAgentMode === true) {
    return undefined;
  }
  const reason = mismatch(from, to, LABELS.installed in machine.metadata.labels);
  return reason === undefined
    ? undefined
    : problem('metadata.id', `cannot add machine set node to the cluster: the machine ${reason}`);
}

function mismatch(from: SemVer, to: SemVer, isInstalled: boolean): string | undefined {
  const step = from.major - to.major || from.minor - to.minor;
  if (step > 0) return `has newer Talos version installed: "${from.version}" than the cluster "${to.version}"`;
  const isInstallable = [from, to].every((version) => version.compare(ANY_VERSION_INSTALLS) >= 0);
  if (step === 0 || isInstalled || isInstallable) return undefined;
  return `runs Talos "${from.version}" from boot media, the cluster needs the same minor version as "${to.version}"`;
}
