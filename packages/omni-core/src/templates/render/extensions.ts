import { ANNOTATIONS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import type { Resource } from '../../resources/resource.ts';
import { type Translation, wanted } from './translation.ts';

/** The extensions of one level; nothing when the template leaves them alone. */
export function extensionResources(
  extensions: readonly string[] | undefined,
  subject: string,
  labels: Readonly<Record<string, string>>,
  translation: Translation,
): Resource[] {
  if (extensions === undefined) return [];
  const resource = { id: `schematic-${subject}`, labels, spec: { extensions } };
  return [wanted(types.ExtensionsConfiguration, resource, translation)];
}

/** The kernel arguments of one machine. They outlive its membership in a cluster, so they carry no cluster label. */
export function kernelArgsResources(
  machine: string,
  args: readonly string[] | undefined,
  translation: Translation,
): Resource[] {
  if (args === undefined) return [];
  const annotations = { [ANNOTATIONS.managedByTemplates]: '' };
  return [wanted(types.KernelArg, { id: machine, annotations, spec: { args } }, translation)];
}
