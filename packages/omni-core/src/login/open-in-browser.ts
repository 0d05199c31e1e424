import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { platform } from 'node:os';
import type { Environment } from '../config/environment.ts';
import { OmniError } from '../errors/omni-error.ts';

/** What decides how the browser is found. */
export interface OpenInBrowserOptions {
  /** @default process.env */
  readonly env?: Environment;
  /** @default the operating system this runs on */
  readonly system?: NodeJS.Platform;
}

const STDERR = 2;

/**
 * Opens a web address in the user's browser: with the program `BROWSER` names, or the one of the operating system.
 * No shell is involved, and the address is one argument. Resolves once the program runs; does not wait for its end.
 *
 * @throws {OmniError} `invalid_argument` for anything but http and https; `configuration_invalid` when the program
 *   cannot be started, with the address in the hint for people to open it themselves
 */
export async function openInBrowser(url: string, options: OpenInBrowserOptions = {}): Promise<void> {
  const { env = process.env, system = platform() } = options;
  const address = URL.parse(url);
  if (address?.protocol !== 'https:' && address?.protocol !== 'http:') {
    throw new OmniError('invalid_argument', 'Only web addresses are opened in a browser');
  }
  const [program, ...args] = opener(env, system);
  // People without a browser set BROWSER=echo to read the address; our standard output may be somebody's data.
  const child = spawn(program, [...args, address.href], { stdio: ['ignore', STDERR, STDERR], detached: true });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new OmniError('configuration_invalid', `${program} cannot be started to open a browser`, {
      cause,
      hint: `Open ${address.href} yourself, or set BROWSER to a program that does.`,
    });
  }
  child.unref();
}

function opener(env: Environment, system: NodeJS.Platform): readonly [program: string, ...args: string[]] {
  const browser = env['BROWSER'];
  if (browser) return [browser];
  if (system === 'darwin') return ['open'];
  // `start` is a command of the shell, where & in an address would end it; this is what it calls.
  if (system === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return ['xdg-open'];
}
