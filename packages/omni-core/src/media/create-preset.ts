import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { newestTalos, resolveExtensions } from './media-catalogue.ts';
import { type MediaPreset, type NewMediaPreset, presetOf, presetResource } from './media-preset.ts';

/** Keeps a preset, with its extensions named in full. */
export async function createPreset(state: State, preset: NewMediaPreset, options: CallOptions): Promise<MediaPreset> {
  const talosVersion = (preset.talosVersion ?? '').replace(/^v/, '');
  const names = preset.extensions ?? [];
  // A catalogue belongs to one version of Talos.
  const extensions =
    names.length === 0
      ? []
      : await resolveExtensions(state, talosVersion || (await newestTalos(state, options)), names, options);
  const resource = presetResource({
    architecture: 'amd64',
    kernelArgs: [],
    initialLabels: {},
    secureBoot: false,
    bootloader: 'auto',
    joinToken: '',
    embeddedMachineConfig: '',
    grpcTunnel: undefined,
    ...preset,
    talosVersion,
    extensions,
  });
  return presetOf(await state.create(resource, options));
}
