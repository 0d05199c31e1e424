import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import type { ExtensionsConfigurationSpec } from '../wire/gen/specs.ts';
import type { BuiltMetadata } from './built-metadata.ts';
import { levelLabels, type PartLevel } from './part-level.ts';

/** Which system extensions machines have. The most specific level wins; lists are not merged. */
export interface BuildExtensionsConfigurationOptions extends BuiltMetadata {
  readonly target: PartLevel;
  /** Full names, e.g. `siderolabs/iscsi-tools`; an empty list means none at all. */
  readonly extensions: readonly string[];
}

/** The resource that chooses extensions. Nothing is checked here: see `validateResource`. */
export function buildExtensionsConfiguration(
  options: BuildExtensionsConfigurationOptions,
): Resource<ExtensionsConfigurationSpec> {
  const { target, extensions, labels = {}, annotations = {} } = options;
  return newResource(types.ExtensionsConfiguration, {
    id: `schematic-${target.machine ?? target.machineSet ?? target.cluster}`,
    labels: { ...labels, ...levelLabels(target) },
    annotations,
    spec: { extensions: [...extensions] },
  });
}
