import { stringify } from 'yaml';
import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import type { ConfigPatchSpec } from '../wire/gen/specs.ts';
import type { BuiltMetadata } from './built-metadata.ts';
import { levelLabels, type PartLevel } from './part-level.ts';

/** A machine whatever cluster it is in, also while it is in none. */
export interface MachineLevel {
  readonly cluster?: undefined;
  readonly machineSet?: undefined;
  /** UUID of the machine. */
  readonly machine: string;
}

/** A patch of Talos' machine configuration. */
export interface BuildConfigPatchOptions extends BuiltMetadata {
  /** What people call it; part of its id. */
  readonly name: string;
  readonly target: PartLevel | MachineLevel;
  /** YAML text, or the value it shall hold. Secret where it holds secrets. */
  readonly data: string | object;
  /**
   * Patches of one level apply in the order of their ids, which begin with this number. Those of templates have 200 and
   * more for clusters and 400 and more for machine sets and machines.
   * @default 500, as those made on the web page
   */
  readonly weight?: number;
  /** Keep it without applying it. Needs Omni after 1.10. @default false */
  readonly disabled?: boolean;
}

const WEIGHT = 500;

/**
 * The resource of a config patch, with the id a template would give it but for the weight. Nothing is checked here: see
 * `validateResource`.
 */
export function buildConfigPatch(options: BuildConfigPatchOptions): Resource<ConfigPatchSpec> {
  const { name, target, data, weight = WEIGHT, disabled = false, labels = {}, annotations = {} } = options;
  return newResource(types.ConfigPatch, {
    id: `${String(weight).padStart(3, '0')}-${prefixOf(target)}-${name}`,
    labels: { ...labels, ...labelsOf(target), ...(disabled && { [LABELS.disabled]: '' }) },
    annotations: { ...annotations, [ANNOTATIONS.name]: name },
    spec: { data: typeof data === 'string' ? data : stringify(data) },
  });
}

function prefixOf({ cluster, machineSet, machine }: BuildConfigPatchOptions['target']): string {
  if (machine !== undefined) return `cm-${machine}`;
  return machineSet ?? `cluster-${cluster}`;
}

function labelsOf(target: BuildConfigPatchOptions['target']): Readonly<Record<string, string>> {
  return target.cluster === undefined ? { [LABELS.machine]: target.machine } : levelLabels(target);
}
