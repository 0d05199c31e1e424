import { ANNOTATIONS, RESERVED_PREFIX } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { lookUntil, type WaitOptions } from '../state/look-until.ts';
import type { State } from '../state/state.ts';
import { upsert } from '../state/upsert.ts';
import type { CallOptions } from '../transport/call-options.ts';

/** Where Talos is installed: a device, or a CEL expression that finds it. */
export type InstallDisk = { readonly disk: string } | { readonly diskSelector: string };

/** What Omni knows before kernel arguments may be set. */
interface Initialization {
  readonly initialized: boolean;
}

/**
 * Sets and removes (with `null`) labels of a machine; others stay. Once a machine has labels of its own they replace
 * those of its image, so the first change copies those first.
 */
export async function setMachineLabels(
  state: State,
  machine: string,
  changes: Readonly<Record<string, string | null>>,
  options: CallOptions,
): Promise<void> {
  const [status, current] = await Promise.all([
    state.get(types.MachineStatus, machine, options),
    state.find(types.MachineLabel, machine, options),
  ]);
  const visible = Object.fromEntries(
    Object.entries(status.metadata.labels).filter(([name]) => !name.startsWith(RESERVED_PREFIX)),
  );
  const labels = changed(current === undefined ? visible : current.metadata.labels, changes);
  await upsert(
    state,
    newResource(types.MachineLabel, { id: machine, labels }),
    (draft) => {
      draft.labels = changed(draft.labels, changes);
    },
    options,
  );
}

/** Chooses the disk Talos is installed on. Needs Omni after 1.10; counts for the next installation. */
export async function setInstallDisk(
  state: State,
  machine: string,
  install: InstallDisk,
  options: CallOptions,
): Promise<void> {
  await state.get(types.MachineStatus, machine, options);
  const spec = { disk: '', diskSelector: '', ...install };
  await upsert(
    state,
    newResource(types.MachineInstallDiskConfig, { id: machine, spec }),
    (draft) => void Object.assign(draft.spec, spec),
    options,
  );
}

/**
 * Replaces the extra kernel arguments of a machine, as soon as Omni knows those it has: before that they would be lost.
 * A running machine reboots for them.
 */
export async function setKernelArgs(
  state: State,
  machine: string,
  args: readonly string[],
  options: WaitOptions<unknown>,
): Promise<void> {
  const { timeoutMs = 60_000, signal } = options;
  await lookUntil(
    async (call): Promise<Initialization> => {
      const { metadata } = await state.get(types.MachineStatus, machine, call);
      return { initialized: ANNOTATIONS.kernelArgsInitialized in metadata.annotations };
    },
    {
      subject: `kernel arguments of machine ${machine}`,
      isReached: ({ initialized }) => initialized,
      missing: () => 'Omni does not know its present arguments yet',
    },
    { ...options, timeoutMs },
  );
  await upsert(
    state,
    newResource(types.KernelArg, { id: machine, spec: { args: [...args] } }),
    (draft) => {
      draft.spec.args = [...args];
    },
    signal && { signal },
  );
}

function changed(
  labels: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const entries = Object.entries({ ...labels, ...changes });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null));
}
