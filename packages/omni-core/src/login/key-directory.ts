import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readConfigFile, writeConfigFile } from '../config/config-file.ts';
import type { Environment } from '../config/environment.ts';
import { OmniError } from '../errors/omni-error.ts';
import type { KeyOwner, KeyStore } from './key-store.ts';

/** Where the files of keys are. */
export interface KeyDirectoryOptions {
  /** Where keys are, and nowhere else. @default what the environment says, then `~/.talos/keys` */
  readonly directory?: string;
  /** @default process.env */
  readonly env?: Environment;
  /** @default the user's home directory */
  readonly home?: string;
}

/**
 * The key files omnictl uses, one of `<context>-<identity>.pgp` for each: what one of the two programs has stored, the
 * other signs with. In `SIDEROV1_KEYS_DIR` or `~/.talos/keys`; the place older versions used is read as well.
 * Only their owner can read the files. Nothing is read or made before the first use.
 */
export function keyDirectory(options: KeyDirectoryOptions = {}): KeyStore {
  const [primary, ...older] = keyDirectories(options);
  return {
    async read(owner) {
      for (const directory of [primary, ...older]) {
        const key = await readConfigFile(keyFile(directory, owner));
        if (key !== undefined) return key;
      }
      return undefined;
    },
    async write(owner, armoredPrivateKey) {
      await writeConfigFile(keyFile(primary, owner), armoredPrivateKey);
    },
    async remove(owner) {
      // An old key would come back to life if only the newest were removed.
      for (const directory of [primary, ...older]) await removeFile(keyFile(directory, owner));
    },
  };
}

function keyDirectories(options: KeyDirectoryOptions): readonly [string, ...string[]] {
  const { directory, env = process.env, home = homedir() } = options;
  if (directory !== undefined) return [directory];
  const data = env['XDG_DATA_HOME'] || join(home, '.local', 'share');
  return [env['SIDEROV1_KEYS_DIR'] || join(home, '.talos', 'keys'), join(data, 'omni', 'keys')];
}

function keyFile(directory: string, { context, identity }: KeyOwner): string {
  const name = `${context}-${identity}.pgp`;
  if (/[/\\\0]/.test(name)) {
    throw new OmniError('configuration_invalid', `${JSON.stringify(name)} cannot be the name of a key file`, {
      hint: 'Rename the context in the omniconfig, without slashes.',
    });
  }
  return join(directory, name);
}

async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (cause) {
    throw new OmniError('configuration_invalid', `${path} cannot be removed`, { cause });
  }
}
