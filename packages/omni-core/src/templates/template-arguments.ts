import { parseArgs } from 'node:util';
import { OmniError } from '../errors/omni-error.ts';
import { goQuote } from './go-format.ts';

/** The commands of `omnictl cluster template` that take a template. */
export type TemplateCommand = 'validate' | 'render' | 'diff' | 'sync' | 'delete' | 'status';

/** What the flags of a command say. */
export interface TemplateArguments {
  /** The template, relative to the working directory. */
  readonly file: string;
  /** Directory references must not leave, relative to the template's own. */
  readonly allowedDirectory: string;
  readonly verbose: boolean;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly destroyDisconnectedMachines: boolean;
  /** `--wait`, a Go duration such as `5m`; absent when not given. */
  readonly wait?: string;
}

const STRING = { type: 'string' } as const;
const BOOLEAN = { type: 'boolean' } as const;

type Flags = Readonly<
  Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string; readonly default?: string }>
>;

/** Flags every command takes. Those of the connection are accepted and left to whoever connects. */
const COMMON: Flags = {
  file: { ...STRING, short: 'f' },
  'allowed-dir': { ...STRING, default: './' },
  context: STRING,
  omniconfig: STRING,
  'siderov1-keys-dir': STRING,
  'insecure-skip-tls-verify': BOOLEAN,
};
const WRITING: Flags = { verbose: { ...BOOLEAN, short: 'v' }, 'dry-run': { ...BOOLEAN, short: 'd' } };

const FLAGS: Readonly<Record<TemplateCommand, Flags>> = {
  validate: COMMON,
  render: COMMON,
  diff: COMMON,
  sync: { ...COMMON, ...WRITING },
  delete: { ...COMMON, ...WRITING, 'destroy-disconnected-machines': BOOLEAN },
  status: { ...COMMON, quiet: { ...BOOLEAN, short: 'q' }, wait: { ...STRING, short: 'w' } },
};

/**
 * Reads the arguments of a command of `omnictl cluster template`, for programs that stand in for it.
 * @throws {OmniError} `invalid_argument` in omnictl's words
 */
export function parseTemplateArguments(command: TemplateCommand, args: readonly string[]): TemplateArguments {
  const flags = FLAGS[command];
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: flags,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) if (token.kind === 'option') checkOption(token, args[token.index] ?? '', flags);
  const [extra] = positionals;
  if (extra !== undefined) refuse(`unknown command ${goQuote(extra)} for "omnictl cluster template ${command}"`);
  const file = values['file'];
  if (typeof file !== 'string') return refuse('required flag(s) "file" not set');
  const wait = values['wait'];
  return {
    file,
    allowedDirectory: String(values['allowed-dir']),
    verbose: values['verbose'] === true,
    dryRun: values['dry-run'] === true,
    quiet: values['quiet'] === true,
    destroyDisconnectedMachines: values['destroy-disconnected-machines'] === true,
    ...(typeof wait === 'string' && { wait }),
  };
}

interface Option {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
}

function checkOption({ name, rawName, value }: Option, argument: string, flags: Flags): void {
  const long = rawName.startsWith('--');
  if (long && /^[-=]|^$/.test(name)) refuse(`bad flag syntax: ${argument}`);
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
  if (flag === undefined || (!long && flag.short !== rawName.slice(1))) {
    refuse(long ? `unknown flag: --${name}` : `unknown shorthand flag: '${name}' in ${argument}`);
  } else if (flag.type === 'string' && value === undefined) {
    refuse(`flag needs an argument: ${long ? `--${name}` : `'${rawName.slice(1)}' in ${argument}`}`);
  }
}

function refuse(message: string): never {
  throw new OmniError('invalid_argument', message, {
    hint: 'Take the flags of `omnictl cluster template`: -f FILE, --allowed-dir DIR and those of the command.',
  });
}
