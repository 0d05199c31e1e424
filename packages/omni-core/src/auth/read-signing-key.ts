import { OmniError } from '../errors/omni-error.ts';
import { readEd25519Key } from './ed25519-key.ts';
import type { SigningKey } from './signing-key.ts';

const secondsNow = (): number => Math.floor(Date.now() / 1000);

export interface ReadSigningKeyOptions {
  /** Seconds since the epoch; stamps signatures. @default the system clock */
  readonly now?: () => number;
}

/**
 * Reads an armored OpenPGP private key: the Ed25519 kind by ourselves, every other kind with openpgp.
 *
 * @returns `undefined` when it is not a usable private key. What openpgp throws stays here: it may quote the key.
 * @throws {OmniError} in bundles that have something else in the place of openpgp
 */
export async function readSigningKey(
  armored: string,
  { now = secondsNow }: ReadSigningKeyOptions = {},
): Promise<SigningKey | undefined> {
  try {
    const key = readEd25519Key(armored, now);
    if (key !== undefined) return key;
    const { readOpenpgpKey } = await import('./openpgp-key.ts');
    return await readOpenpgpKey(armored, now);
  } catch (error) {
    if (error instanceof OmniError) throw error;
    return undefined;
  }
}
