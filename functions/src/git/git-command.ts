import { spawn } from 'node:child_process';
import { OmniError } from '@fleetwright/omni-core';

export interface GitCommandOptions {
  /** Directory of the bare repository; also git's HOME, so no user's settings apply. */
  readonly directory: string;
  /** Settings passed by environment, because arguments are visible to every process of the machine. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly signal?: AbortSignal;
  /** @default 60_000 */
  readonly timeoutMs?: number;
}

/** Settings that hold for every call: no protocol but HTTP, no hooks, no prompts, no redirects that carry a token away. */
const SAFE_SETTINGS: Readonly<Record<string, string>> = {
  'protocol.allow': 'never',
  'protocol.http.allow': 'always',
  'protocol.https.allow': 'always',
  'core.hooksPath': '/dev/null',
  'http.followRedirects': 'false',
  'http.lowSpeedLimit': '1000',
  'http.lowSpeedTime': '20',
  'credential.helper': '',
  'fetch.fsckObjects': 'true',
};

/**
 * Runs git without a shell and answers what it printed. Callers put `--` before anything that came from outside.
 * @throws {OmniError} `cancelled`, `deadline_exceeded`, or what `gitFailure` makes of git's message
 */
export async function runGit(args: readonly string[], options: GitCommandOptions): Promise<Buffer> {
  const { directory, settings = {}, input, signal, timeoutMs = 60_000 } = options;
  signal?.throwIfAborted();
  const deadline = AbortSignal.timeout(timeoutMs);
  const child = spawn('git', ['--git-dir', directory, ...args], {
    cwd: directory,
    env: environment(directory, { ...SAFE_SETTINGS, ...settings }),
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    killSignal: 'SIGKILL',
  });
  const [out, complaint]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk));
  // A git that ends early closes its input; its exit status tells why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const status = await new Promise<number | Error | null>((resolve) => {
    child.on('error', resolve);
    child.on('close', resolve);
  });
  if (status === 0) return Buffer.concat(out);
  if (signal?.aborted)
    throw new OmniError('cancelled', 'reading the repository was cancelled', { cause: signal.reason });
  if (deadline.aborted) throw new OmniError('deadline_exceeded', `git took longer than ${timeoutMs} ms`);
  if (status instanceof Error) {
    throw new OmniError('configuration_invalid', 'git could not be started', { hint: 'Install git.', cause: status });
  }
  throw gitFailure(Buffer.concat(complaint).toString('utf8'));
}

/** Git tells its reasons only in words; these are the ones that call for different answers. */
function gitFailure(complaint: string): OmniError {
  const message = complaint.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  if (/not our ref|couldn't find remote ref|bad object|not a valid object|repository '.*' not found/i.test(complaint)) {
    return new OmniError('not_found', `the repository has no such commit or branch (${message})`, {
      hint: 'Check the repository name; a commit that was force-pushed away cannot be read any more.',
    });
  }
  if (/authentication failed|could not read username|returned error: 40[13]/i.test(complaint)) {
    return new OmniError('access_denied', `the Git host refused to serve the repository (${message})`, {
      hint: 'Put a valid user:password into the tokenSecret of the source.',
    });
  }
  return new OmniError('unavailable', `the repository could not be read (${message})`);
}

function environment(home: string, settings: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(settings);
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(
      entries.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}
