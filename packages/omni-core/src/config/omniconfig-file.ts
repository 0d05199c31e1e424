import { homedir } from 'node:os';
import { join } from 'node:path';
import { NotFoundError } from '../errors/state-errors.ts';
import { readConfigFile, writeConfigFile } from './config-file.ts';
import type { Environment } from './environment.ts';
import { type Omniconfig, parseOmniconfig, printOmniconfig } from './omniconfig.ts';

/** Where the omniconfig is. */
export interface OmniconfigFileOptions {
  /** @default what the environment says */
  readonly path?: string;
  /** @default process.env */
  readonly env?: Environment;
}

/** An omniconfig and where it came from. */
export interface OmniconfigFile {
  readonly path: string;
  readonly config: Omniconfig;
}

/**
 * Where omnictl looks, best first: `OMNICONFIG` alone when it is set; otherwise the Talos directory (`TALOS_HOME`,
 * `~/.talos`), then, for reading only, the place older versions used.
 */
export function omniconfigPaths(
  env: Environment = process.env,
  home: string = homedir(),
): readonly [string, ...string[]] {
  const explicit = env['OMNICONFIG'];
  if (explicit) return [explicit];
  const talos = env['TALOS_HOME'] || join(home, '.talos');
  const xdg = env['XDG_CONFIG_HOME'] || join(home, '.config');
  return [join(talos, 'omni', 'config'), join(xdg, 'omni', 'config')];
}

/**
 * Reads the file omnictl would use; unlike omnictl it neither makes nor moves one.
 * @throws {OmniError} `not_found`, `configuration_invalid`
 */
export async function readOmniconfig(options: OmniconfigFileOptions = {}): Promise<OmniconfigFile> {
  const paths = options.path === undefined ? omniconfigPaths(options.env) : [options.path];
  for (const path of paths) {
    const text = await readConfigFile(path);
    if (text !== undefined) return { path, config: parseOmniconfig(text) };
  }
  throw new NotFoundError(`There is no omniconfig at ${paths.join(' or ')}`, {
    hint: 'Download one from the Omni web page, or make one with writeOmniconfig.',
  });
}

/** Writes the file to where omnictl will find it. @returns where that is @throws {OmniError} `configuration_invalid` */
export async function writeOmniconfig(config: Omniconfig, options: OmniconfigFileOptions = {}): Promise<string> {
  const path = options.path ?? omniconfigPaths(options.env)[0];
  await writeConfigFile(path, printOmniconfig(config));
  return path;
}
