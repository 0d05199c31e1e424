import { freeName, type Rename } from './free-name.ts';
import {
  entriesOf,
  findEntry,
  type KubeconfigEntry,
  type KubeconfigPart,
  putEntries,
  sameEntry,
} from './kubeconfig-entries.ts';
import { parseYamlObject, printYamlObject, textAt, type YamlObject } from './yaml-file.ts';

/** What happens to names that are taken, and to the current context. */
export interface MergeKubeconfigOptions {
  /** Overwrite entries of the same name that say something else, instead of renaming the new ones. @default false */
  readonly force?: boolean;
  /** Name for the fetched context. @default its own */
  readonly contextName?: string;
  /** Make the fetched context the current one. @default true */
  readonly activate?: boolean;
}

/** An entry that got another name because its own was taken. */
export interface KubeconfigRename extends Rename {
  readonly part: KubeconfigPart;
}

/** What a merge made. */
export interface MergedKubeconfig {
  /** The new file. Secret when one of the two was. */
  readonly text: string;
  /** The context that is current now. */
  readonly currentContext: string;
  readonly renames: readonly KubeconfigRename[];
}

const EXISTING = 'existing kubeconfig';
const FETCHED = 'fetched kubeconfig';

/**
 * Adds what a fetched kubeconfig holds to an existing one as omnictl does: an entry that is there already and equal is
 * left alone, one that says something else makes the new one take another name (`a-1`, `a-2`). Without `force` nothing
 * that exists changes or vanishes.
 *
 * @param existing `undefined` when there is no file yet
 * @throws {OmniError} `configuration_invalid`
 */
export function mergeKubeconfig(
  existing: string | undefined,
  fetched: string,
  options: MergeKubeconfigOptions = {},
): MergedKubeconfig {
  const { activate = true, contextName } = options;
  const old = parseYamlObject(existing ?? '', EXISTING);
  const added = parseYamlObject(fetched, FETCHED);

  const clusters = mergePart(old, added, 'clusters', options, { rename: (name) => name, rewrite: (entry) => entry });
  const users = mergePart(old, added, 'users', options, {
    // The names of users contain those of their clusters.
    rename: (name) => replaceNames(name, clusters.names),
    rewrite: (entry) => entry,
  });
  const contexts = mergePart(old, added, 'contexts', options, {
    rename: (name) => contextName ?? replaceNames(name, users.names),
    rewrite: (entry) => withReferences(entry, clusters.names, users.names),
  });

  const current = textAt(old, 'current-context', EXISTING);
  const wanted = contexts.names.get(textAt(added, 'current-context', FETCHED)) ?? [...contexts.names.values()].at(-1);
  const currentContext = activate ? (wanted ?? current) : current;
  const merged = {
    apiVersion: 'v1',
    kind: 'Config',
    ...old,
    clusters: clusters.entries,
    contexts: contexts.entries,
    users: users.entries,
    'current-context': currentContext,
  };
  return {
    text: printYamlObject(merged, 2),
    currentContext,
    renames: [...renamesOf(clusters), ...renamesOf(users), ...renamesOf(contexts)],
  };
}

interface MergedPart {
  readonly part: KubeconfigPart;
  /** The whole new list. */
  readonly entries: readonly KubeconfigEntry[];
  /** Fetched name → name in the merged file. */
  readonly names: ReadonlyMap<string, string>;
}

interface PartRules {
  /** Name an entry wants. */
  readonly rename: (name: string) => string;
  /** Follows the new names of what the entry refers to. */
  readonly rewrite: (entry: KubeconfigEntry) => KubeconfigEntry;
}

function mergePart(
  old: YamlObject,
  added: YamlObject,
  part: KubeconfigPart,
  { force = false }: MergeKubeconfigOptions,
  { rename, rewrite }: PartRules,
): MergedPart {
  const existing = entriesOf(old, part, EXISTING);
  const names = new Map<string, string>();
  const incoming: KubeconfigEntry[] = [];
  for (const entry of entriesOf(added, part, FETCHED)) {
    const rewritten = rewrite(entry);
    const name = freeName(rename(entry.name), (candidate) => {
      if (findEntry(incoming, candidate) !== undefined) return true;
      const there = findEntry(existing, candidate);
      return there !== undefined && !force && !(candidate === rename(entry.name) && sameEntry(there, rewritten));
    });
    names.set(entry.name, name);
    incoming.push({ ...rewritten, name });
  }
  return { part, names, entries: putEntries(existing, incoming) };
}

function withReferences(
  entry: KubeconfigEntry,
  clusters: ReadonlyMap<string, string>,
  users: ReadonlyMap<string, string>,
): KubeconfigEntry {
  const { context } = entry;
  if (typeof context !== 'object' || context === null) return entry;
  const { cluster, user } = context as { readonly cluster?: unknown; readonly user?: unknown };
  return {
    ...entry,
    context: {
      ...context,
      ...(typeof cluster === 'string' && { cluster: clusters.get(cluster) ?? cluster }),
      ...(typeof user === 'string' && { user: users.get(user) ?? user }),
    },
  };
}

function replaceNames(text: string, names: ReadonlyMap<string, string>): string {
  for (const [from, to] of names) if (from !== to) return text.replaceAll(from, to);
  return text;
}

function renamesOf({ part, names }: MergedPart): KubeconfigRename[] {
  return [...names].flatMap(([from, to]) => (from === to ? [] : [{ part, from, to }]));
}
