import { ANNOTATIONS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import type { Resource } from '../../resources/resource.ts';
import { type Patch, patchName } from '../model/patch.ts';
import { contentOf, type Translation, wanted } from './translation.ts';

/** Weights order the patches of one level; levels are spaced so that the narrower one wins. */
export const WEIGHT = { cluster: 200, machineSet: 400, machine: 400 } as const;

/** Config patches of one level, in the order of the template. */
export function patchResources(
  patches: readonly Patch[],
  level: { readonly weight: number; readonly prefix: string; readonly labels: Readonly<Record<string, string>> },
  translation: Translation,
): Resource[] {
  return patches.map((patch, index) => {
    const { idOverride, file, inline } = patch;
    const name = patchName(patch);
    return wanted(
      types.ConfigPatch,
      {
        id: idOverride === '' ? weightedId(level.weight + index, level.prefix, name) : idOverride,
        labels: level.labels,
        annotations: { [ANNOTATIONS.name]: name },
        spec: { data: contentOf({ file, content: inline }, translation) },
      },
      translation,
      patch,
    );
  });
}

/** `200-cluster-demo-dns`: resources of one kind apply in the order of their ids. */
export function weightedId(weight: number, prefix: string, name: string): string {
  return `${String(weight).padStart(3, '0')}-${prefix}-${name}`;
}
