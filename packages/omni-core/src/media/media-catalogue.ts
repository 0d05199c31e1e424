import { compare, prerelease, valid } from 'semver';
import { OmniError } from '../errors/omni-error.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';

/** Shown of a catalogue that has no match. */
const FEW = 5;

/** The newest Talos this Omni knows and supports. @throws {OmniError} `not_found` when it knows none */
export async function newestTalos(state: State, options: CallOptions): Promise<string> {
  const versions = await state.list(types.TalosVersion, options);
  const usable = versions
    .filter(
      ({ metadata: { id }, spec }) =>
        valid(id) !== null && prerelease(id) === null && !spec.deprecated && !spec.unsupported,
    )
    .map(({ metadata }) => metadata.id)
    .toSorted(compare);
  const newest = usable.at(-1);
  if (newest === undefined) throw new OmniError('not_found', 'This Omni knows no Talos version');
  return newest;
}

/**
 * The full names of extensions for a Talos version. Each name stands for every extension it is a part of, as with
 * omnictl: `iscsi` for `siderolabs/iscsi-tools`.
 *
 * @throws {OmniError} `invalid_argument` for a name that is part of none
 */
export async function resolveExtensions(
  state: State,
  talosVersion: string,
  names: readonly string[],
  options: CallOptions,
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const { items } = (await state.get(types.TalosExtension, talosVersion, options)).spec;
  const found = names.flatMap((name) => {
    const matches = items.filter((item) => item.name.includes(name));
    if (matches.length === 0)
      throw unknownExtension(
        name,
        talosVersion,
        items.map((item) => item.name),
      );
    return matches.map((item) => item.name);
  });
  return [...new Set(found)];
}

function unknownExtension(name: string, talosVersion: string, known: readonly string[]): OmniError {
  return new OmniError('invalid_argument', `There is no extension ${JSON.stringify(name)} for Talos ${talosVersion}`, {
    hint: `The catalogue has ${known.length}, e.g. ${known.slice(0, FEW).join(', ')}.`,
  });
}
