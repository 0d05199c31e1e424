import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import type { KernelArgsSpec } from '../wire/gen/specs.ts';
import type { BuiltMetadata } from './built-metadata.ts';

/** Extra kernel arguments of one machine. */
export interface BuildKernelArgsOptions extends BuiltMetadata {
  /** UUID of the machine. */
  readonly machine: string;
  /** At most 64 of 256 bytes; they replace those it has. */
  readonly args: readonly string[];
}

/**
 * The resource of a machine's kernel arguments; `machines.setKernelArgs` also waits until Omni knows the present ones.
 * Nothing is checked here: see `validateResource`.
 */
export function buildKernelArgs({
  machine,
  args,
  labels = {},
  annotations = {},
}: BuildKernelArgsOptions): Resource<KernelArgsSpec> {
  return newResource(types.KernelArg, { id: machine, labels, annotations, spec: { args: [...args] } });
}
