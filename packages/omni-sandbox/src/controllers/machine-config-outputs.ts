import { LABELS, types } from '@fleetwright/omni-core';
import { structuredPatch } from 'diff';
import type { TypedStore } from '../store/typed-store.ts';
import { type MachineConfigFacts, machineConfigText } from './machine-config-text.ts';

/** A configuration by what it is made from. */
export interface ConfigVersion {
  /** Changes whenever the text does. */
  readonly key: string;
  readonly facts: MachineConfigFacts;
}

const CONTEXT_LINES = 3;

/** Texts a store was given last, by machine and purpose. Every step asks for them, and they seldom change. */
const rendered = new WeakMap<TypedStore, Map<string, { readonly key: string; readonly text: string }>>();

/** Publishes what a machine shall run, secrets redacted. @returns the text */
export function writeWantedConfig(
  store: TypedStore,
  id: string,
  wanted: ConfigVersion,
  labels: Readonly<Record<string, string>>,
): string {
  const text = textOf(store, `wanted/${id}`, wanted);
  store.put(types.RedactedClusterMachineConfig, id, {
    owner: 'RedactedClusterMachineConfigController',
    labels,
    spec: { data: text },
  });
  return text;
}

/** What a machine runs: the text it took over last. @param version `undefined` while it has not taken over the newest */
export function currentConfig(store: TypedStore, id: string, version: ConfigVersion | undefined): string {
  if (version !== undefined) return textOf(store, `current/${id}`, version);
  return store.find(types.ClusterMachineConfigStatus, id)?.spec.redactedCurrentMachineConfig ?? '';
}

/** Keeps how the configuration of a machine changed. */
export function recordConfigChange(
  store: TypedStore,
  id: string,
  change: { readonly from: string; readonly to: string; readonly cluster: string },
): void {
  const { from, to, cluster } = change;
  if (from === '' || from === to) return;
  store.put(types.MachineConfigDiff, `${id}-${store.now().getTime()}`, {
    owner: 'MachineConfigDiffController',
    labels: { [LABELS.cluster]: cluster, [LABELS.machine]: id },
    spec: { diff: configDiff(from, to) },
  });
}

/** The hunks of a unified diff, without head, as Omni shows them. */
export function configDiff(from: string, to: string): string {
  if (from === to) return '';
  const { hunks } = structuredPatch('', '', from, to, '', '', { context: CONTEXT_LINES });
  return hunks
    .map(({ oldStart, oldLines, newStart, newLines, lines }) => {
      return `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@\n${lines.join('\n')}\n`;
    })
    .join('');
}

function textOf(store: TypedStore, slot: string, { key, facts }: ConfigVersion): string {
  const texts = rendered.get(store) ?? new Map<string, { readonly key: string; readonly text: string }>();
  rendered.set(store, texts);
  const known = texts.get(slot);
  if (known?.key === key) return known.text;
  const text = machineConfigText(facts);
  texts.set(slot, { key, text });
  return text;
}
