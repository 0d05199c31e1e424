import { Command, InvalidArgumentError, Option } from 'commander';
import { isEmail } from './auth/accounts.ts';
import { USER_ROLES } from './auth/role.ts';
import type { SandboxOptions, UserSeed } from './sandbox-options.ts';

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;

/** What the command line asks for. */
export interface CommandLine {
  readonly options: SandboxOptions;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

interface Flags {
  readonly port: number;
  readonly host: string;
  readonly allowRemote?: true;
  readonly tls?: true;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly data?: string;
  readonly machines: number;
  readonly instanceName: string;
  readonly controllers: boolean;
  readonly tick: number;
  readonly validation: boolean;
  readonly eula: 'accepted' | 'pending';
  readonly user: readonly UserSeed[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** Reads the arguments. Prints help or a mistake and ends the process when there is nothing to start. */
export function commandLine(argv: readonly string[]): CommandLine {
  const command = program();
  const flags = command.parse(argv).opts<Flags>();
  const { tlsCert, tlsKey } = flags;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    command.error('error: --tls-cert and --tls-key belong together');
  }
  const files = tlsCert !== undefined && tlsKey !== undefined ? { certFile: tlsCert, keyFile: tlsKey } : undefined;
  const tls = files ?? flags.tls;
  return {
    logLevel: flags.logLevel,
    options: {
      host: flags.host,
      port: flags.port,
      allowRemote: flags.allowRemote ?? false,
      instanceName: flags.instanceName,
      validation: flags.validation,
      eula: flags.eula,
      users: flags.user,
      controllers: { enabled: flags.controllers, tickMs: flags.tick },
      seed: { machines: flags.machines },
      ...(tls !== undefined && { tls }),
      ...(flags.data !== undefined && { data: flags.data }),
    },
  };
}

function program(): Command {
  return new Command('omni-sandbox')
    .description(
      'An Omni-compatible server to develop and test against without an Omni.\n\n' +
        'Serves the gRPC API with real signatures, roles and validation. Machines are simulated: a synced cluster ' +
        'becomes ready within a second, a deleted one goes away.\n\n' +
        'Prints OMNI_ENDPOINT and OMNI_SERVICE_ACCOUNT_KEY of an account with role Admin to stdout, logs to stderr. ' +
        'For each --user a comment line follows with a token that confirms the keys this person registers.',
    )
    .option('-p, --port <port>', 'port to listen on; 0 picks a free one', wholeNumber, 0)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--allow-remote', 'accept an address that other machines can reach')
    .option('--tls', 'serve TLS with a fresh self-signed certificate (printed to stderr)')
    .option('--tls-cert <file>', 'serve TLS with this PEM certificate chain')
    .option('--tls-key <file>', 'PEM private key that belongs to --tls-cert')
    .option('-d, --data <file>', 'SQLite file that keeps everything over restarts (default: memory only)')
    .option('-m, --machines <number>', 'free machines to start with', wholeNumber, 10)
    .option('--instance-name <name>', 'name of this Omni, part of context names in kubeconfigs', 'sandbox')
    .option('--no-controllers', 'simulate nothing: resources stay as they are written')
    .option('--tick <ms>', 'length of one simulated step; a cluster needs about six', wholeNumber, 100)
    .option('--no-validation', 'accept writes that Omni would refuse')
    .addOption(
      new Option('--eula <state>', 'pending: refuse all calls until EulaAcceptances/eula is created')
        .choices(['accepted', 'pending'])
        .default('accepted'),
    )
    .addOption(
      new Option('--user <email:role>', 'person who may register keys, e.g. me@example.com:Operator; repeatable')
        .argParser(addUser)
        .default([], 'nobody'),
    )
    .addOption(new Option('-l, --log-level <level>', 'how much to log').choices(LOG_LEVELS).default('info'))
    .helpOption('-h, --help', 'show this text')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ omni-sandbox --port 8099 --machines 5\n' +
        '  $ omni-sandbox --data ./omni.db   # the same key and resources after a restart\n',
    )
    .showHelpAfterError('(see omni-sandbox --help)');
}

function addUser(text: string, users: readonly UserSeed[]): readonly UserSeed[] {
  const [, email = '', name = ''] = /^(.+):(\w+)$/.exec(text) ?? [];
  const role = USER_ROLES.find((known) => known === name);
  if (role === undefined || !isEmail(email)) {
    throw new InvalidArgumentError(`It must be <email>:<role>, the role one of ${USER_ROLES.join(', ')}.`);
  }
  return [...users, { email, role }];
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
