import { AlreadyExistsError, NotFoundError } from '../errors/state-errors.ts';
import { type Rename, renameClashes } from './free-name.ts';
import { invalidFile, objectAt, parseYamlObject, printYamlObject, textAt, type YamlObject } from './yaml-file.ts';

/** One Omni, and who one is there. */
export interface OmniconfigContext {
  readonly url: string;
  /** Address of the user; empty when the file does not say. */
  readonly identity: string;
}

/** omnictl's configuration file. Holds no secret: the keys of users are in files of their own. */
export interface Omniconfig {
  /** Name of the current context; empty when there is none. */
  readonly context: string;
  readonly contexts: Readonly<Record<string, OmniconfigContext>>;
}

/** What a merge did. */
export interface MergedOmniconfig {
  readonly config: Omniconfig;
  readonly renames: readonly Rename[];
}

const WHAT = 'omniconfig';
/** What a file downloaded from the web page says until somebody sets the URL. */
const PLACEHOLDER_URL = '<placeholder_url>';

/** A file without any context. */
export const EMPTY_OMNICONFIG: Omniconfig = { context: '', contexts: {} };

/** @throws {OmniError} `configuration_invalid` */
export function parseOmniconfig(text: string): Omniconfig {
  const file = parseYamlObject(text, WHAT);
  const contexts = objectAt(file, 'contexts', WHAT);
  return {
    context: textAt(file, 'context', WHAT),
    contexts: Object.fromEntries(Object.keys(contexts).map((name) => [name, contextAt(contexts, name)])),
  };
}

function contextAt(contexts: YamlObject, name: string): OmniconfigContext {
  const context = objectAt(contexts, name, WHAT);
  // `auth.basic` of old files means nothing any more.
  const signing = objectAt(objectAt(context, 'auth', WHAT), 'siderov1', WHAT);
  return { url: textAt(context, 'url', WHAT), identity: textAt(signing, 'identity', WHAT) };
}

/** The file as omnictl writes it. */
export function printOmniconfig({ context, contexts }: Omniconfig): string {
  const names = Object.keys(contexts).sort();
  const entries = names.map((name) => {
    const { url, identity } = contexts[name] ?? { url: '', identity: '' };
    return [name, { url, auth: identity === '' ? {} : { siderov1: { identity } } }] as const;
  });
  return printYamlObject({ contexts: Object.fromEntries(entries), context }, 4);
}

/**
 * The named context, or the current one.
 * @throws {OmniError} `not_found`; `configuration_invalid` when its URL was never set
 */
export function omniconfigContext(config: Omniconfig, name: string = config.context): OmniconfigContext {
  const context = Object.hasOwn(config.contexts, name) ? config.contexts[name] : undefined;
  if (context === undefined) throw noContext(name, config);
  if (context.url === '' || context.url === PLACEHOLDER_URL) {
    throw invalidFile(WHAT, `the URL of context ${name} has not been set`);
  }
  return context;
}

/** @throws {OmniError} `not_found`: omnictl would switch to a context that does not exist */
export function switchOmniconfigContext(config: Omniconfig, name: string): Omniconfig {
  if (!Object.hasOwn(config.contexts, name)) throw noContext(name, config);
  return { ...config, context: name };
}

/** Adds a context without switching to it. @throws {OmniError} `already_exists` */
export function addOmniconfigContext(config: Omniconfig, name: string, context: OmniconfigContext): Omniconfig {
  if (Object.hasOwn(config.contexts, name)) throw new AlreadyExistsError(`Context ${name} already exists`);
  return { ...config, contexts: { ...config.contexts, [name]: context } };
}

/** Adds all contexts of another file, under other names where theirs are taken, and switches to its current one. */
export function mergeOmniconfig(config: Omniconfig, added: Omniconfig): MergedOmniconfig {
  const names = renameClashes(Object.keys(config.contexts), Object.keys(added.contexts));
  const incoming = Object.entries(added.contexts).map(([name, context]) => [names.get(name) ?? name, context] as const);
  return {
    config: {
      context: names.get(added.context) ?? config.context,
      contexts: { ...config.contexts, ...Object.fromEntries(incoming) },
    },
    renames: [...names].flatMap(([from, to]) => (from === to ? [] : [{ from, to }])),
  };
}

function noContext(name: string, { contexts }: Omniconfig): NotFoundError {
  const known = Object.keys(contexts).sort().join(', ');
  return new NotFoundError(`The omniconfig has no context ${JSON.stringify(name)}`, {
    hint: known === '' ? 'It has no contexts at all.' : `It has: ${known}.`,
  });
}
