import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';

/** A change of Talos that waits. */
export interface PendingUpgrade {
  readonly fromVersion: string;
  readonly toVersion: string;
  readonly fromSchematic: string;
  readonly toSchematic: string;
}

/** What waits for a machine to be unlocked, or to have its turn. */
export interface PendingChanges {
  readonly upgrade: PendingUpgrade | undefined;
  /** Unified diff of the configuration, secrets redacted by Omni; empty when it stays. */
  readonly configDiff: string;
}

/** The Talos configuration a machine shall have, as YAML, secrets redacted by Omni. */
export async function readMachineConfig(state: State, machine: string, options: CallOptions): Promise<string> {
  const [config, { readText }] = await Promise.all([
    state.get(types.RedactedClusterMachineConfig, machine, options),
    import('../resources/compressed-text.ts'),
  ]);
  return readText(config);
}

/** What waits for a machine; `undefined` when nothing does. */
export async function readPendingChanges(
  state: State,
  machine: string,
  options: CallOptions,
): Promise<PendingChanges | undefined> {
  const pending = await state.find(types.MachinePendingUpdate, machine, options);
  if (pending === undefined) return undefined;
  // Brings a YAML library with it, which few programs need.
  const { readText } = await import('../resources/compressed-text.ts');
  const { upgrade } = pending.spec;
  return {
    upgrade: upgrade && {
      fromVersion: upgrade.fromVersion,
      toVersion: upgrade.toVersion,
      fromSchematic: upgrade.fromSchematic,
      toSchematic: upgrade.toSchematic,
    },
    configDiff: readText(pending),
  };
}
