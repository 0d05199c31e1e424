import { readConfigFile, writeConfigFile } from './config-file.ts';
import { type MergedKubeconfig, type MergeKubeconfigOptions, mergeKubeconfig } from './merge-kubeconfig.ts';
import { type MergedTalosconfig, mergeTalosconfig } from './merge-talosconfig.ts';

/**
 * Adds a fetched kubeconfig to a file, which need not exist. Without `force` no context of it changes or vanishes. The
 * file is only for its owner to read (mode 0600), and is never seen half written.
 *
 * @throws {OmniError} `configuration_invalid` for a file that cannot be read, written or understood
 */
export async function mergeKubeconfigFile(
  path: string,
  fetched: string,
  options: MergeKubeconfigOptions = {},
): Promise<MergedKubeconfig> {
  const merged = mergeKubeconfig(await readConfigFile(path), fetched, options);
  await writeConfigFile(path, merged.text);
  return merged;
}

/** Adds a fetched talosconfig to a file, as {@link mergeKubeconfigFile} does. @throws {OmniError} `configuration_invalid` */
export async function mergeTalosconfigFile(path: string, fetched: string): Promise<MergedTalosconfig> {
  const merged = mergeTalosconfig(await readConfigFile(path), fetched);
  await writeConfigFile(path, merged.text);
  return merged;
}
