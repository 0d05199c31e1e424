import { type Rename, renameClashes } from './free-name.ts';
import { objectAt, parseYamlObject, printYamlObject, textAt } from './yaml-file.ts';

/** What a merge made. */
export interface MergedTalosconfig {
  /** The new file. Secret when one of the two was. */
  readonly text: string;
  /** The context that is current now. */
  readonly context: string;
  readonly renames: readonly Rename[];
}

/**
 * Adds the contexts of one talosconfig to another, under other names where theirs are taken, and switches to the
 * current one of `fetched`. Nothing that exists changes or vanishes.
 *
 * @param existing `undefined` when there is no file yet
 * @throws {OmniError} `configuration_invalid`
 */
export function mergeTalosconfig(existing: string | undefined, fetched: string): MergedTalosconfig {
  const old = parseYamlObject(existing ?? '', 'existing talosconfig');
  const added = parseYamlObject(fetched, 'fetched talosconfig');
  const oldContexts = objectAt(old, 'contexts', 'existing talosconfig');
  const newContexts = objectAt(added, 'contexts', 'fetched talosconfig');
  const names = renameClashes(Object.keys(oldContexts), Object.keys(newContexts));
  const renamed = Object.fromEntries(
    Object.entries(newContexts).map(([name, context]) => [names.get(name) ?? name, context]),
  );
  const context =
    names.get(textAt(added, 'context', 'fetched talosconfig')) ?? textAt(old, 'context', 'existing talosconfig');
  return {
    text: printYamlObject({ ...old, context, contexts: { ...oldContexts, ...renamed } }, 4),
    context,
    renames: [...names].flatMap(([from, to]) => (from === to ? [] : [{ from, to }])),
  };
}
