import { LABELS } from '../resources/label-names.ts';
import type { Resource } from '../resources/resource.ts';
import type { MachineStatusSpec } from '../wire/gen/specs.ts';

/** What Omni knows of one machine, in a few words. */
export interface Machine {
  /** UUID. */
  readonly id: string;
  /** Empty while unknown. */
  readonly hostname: string;
  /** IP addresses, without prefix length. */
  readonly addresses: readonly string[];
  readonly connected: boolean;
  /** Without leading `v`; empty while unknown. */
  readonly talosVersion: string;
  /** Empty for a machine in no cluster. */
  readonly cluster: string;
  readonly machineSet: string;
  readonly role: 'control-plane' | 'worker' | 'none';
  /** Free to join a cluster. */
  readonly available: boolean;
  /** Talos runs from boot media, with nothing installed or nothing configured. */
  readonly maintenance: boolean;
  readonly arch: string;
  readonly processorCores: number;
  readonly memoryBytes: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Problems Talos found on the machine. */
  readonly diagnostics: readonly { readonly id: string; readonly message: string }[];
  readonly lastError: string;
}

/** The machine a `MachineStatus` is about. */
export function machineOf({ metadata, spec }: Resource<MachineStatusSpec>): Machine {
  const { id, labels } = metadata;
  const { hardware, network } = spec;
  return {
    id,
    hostname: network?.hostname || labels[LABELS.hostname] || '',
    addresses: (network?.addresses ?? []).map((address) => address.replace(/\/\d+$/, '')),
    connected: LABELS.connected in labels,
    talosVersion: spec.talosVersion.replace(/^v/, ''),
    cluster: labels[LABELS.cluster] ?? spec.cluster,
    machineSet: labels[LABELS.machineSet] ?? '',
    role: roleOf(labels),
    available: LABELS.available in labels,
    maintenance: spec.maintenance,
    arch: hardware?.arch ?? '',
    processorCores: (hardware?.processors ?? []).reduce((sum, { coreCount }) => sum + coreCount, 0),
    memoryBytes: (hardware?.memoryModules ?? []).reduce((sum, { sizeMb }) => sum + sizeMb * 1024 * 1024, 0),
    labels,
    diagnostics: spec.diagnostics.map(({ id, message }) => ({ id, message })),
    lastError: spec.lastError,
  };
}

function roleOf(labels: Readonly<Record<string, string>>): Machine['role'] {
  if (LABELS.controlPlaneRole in labels) return 'control-plane';
  return LABELS.workerRole in labels ? 'worker' : 'none';
}
