import { type Environment, OmniError } from '@fleetwright/omni-core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CATALOGUE } from '../catalogue/catalogue.ts';
import { ACCESS_LEVELS } from '../catalogue/tier.ts';
import { sharedTokenVerifier } from '../http/bearer-token.ts';
import { startMcpHttp } from '../http/start-mcp-http.ts';
import type { OmniMcpOptions } from '../server/create-omni-mcp.ts';
import { VERSION } from '../server/version.ts';
import { startMcpStdio } from '../stdio/start-mcp-stdio.ts';
import { type CommonFlags, openInstance, WRITE_KEY_VARIABLE } from './settings.ts';
import { stderrLog } from './stderr-log.ts';

/** The world around the command, given in so that tests can give another. */
export interface CliWorld {
  readonly env: Environment;
  /** Resolves when the process is asked to stop. */
  readonly stopped: Promise<void>;
}

interface HttpFlags extends CommonFlags {
  readonly host: string;
  readonly port: number;
  readonly allowedHosts?: readonly string[];
  readonly allowedOrigins?: readonly string[];
}

const ENVIRONMENT_HELP = `
Environment:
  OMNI_ENDPOINT                    URL of the Omni, e.g. https://example.omni.siderolabs.io
  OMNI_SERVICE_ACCOUNT_KEY         key of the service account to use (omnictl serviceaccount create);
                                   a Reader is enough for --access read
  ${WRITE_KEY_VARIABLE}   another key for carrying out writes; the first one then only reads
  OMNI_MCP_TOKEN                   bearer token that HTTP clients must send (24 characters or more);
                                   required to listen on anything but loopback
  OMNI_MCP_SECRET                  base64 of 32 or more random bytes shared by processes that serve the same
                                   clients, so that they accept each other's plans

Access levels:
  read      look at everything the key may see; secrets are hidden
  operate   also lock, apply and sync, each with a plan that a person approves first
  destroy   also plans that delete; the person types the name of what goes

Examples:
  $ omni-mcp                                    serve one client over stdio, read only
  $ omni-mcp --access operate                   let it write, asking the person each time
  $ omni-mcp serve --port 8080                  serve http://127.0.0.1:8080/mcp
  $ claude mcp add omni -- npx -y @fleetwright/mcp
`;

/** Builds the command line of `omni-mcp`. */
export function createProgram({ env, stopped }: CliWorld): Command {
  const program = withCommonFlags(new Command('omni-mcp'), env)
    .description(
      'MCP server for Sidero Omni: lets an assistant look after a fleet, safely. Without a command it serves one client over standard input and output.',
    )
    .version(VERSION)
    .showHelpAfterError('(omni-mcp --help explains every flag)')
    .enablePositionalOptions()
    .addHelpText('after', ENVIRONMENT_HELP)
    .action(async (flags: CommonFlags) => {
      await using opened = await openInstance(flags, env);
      await using connection = startMcpStdio(serverOptions(flags, opened.instance, env));
      await Promise.race([stopped, closedStdin()]);
      void connection;
    });
  withCommonFlags(program.command('serve'), env)
    .description('Serve clients over Streamable HTTP, on this machine unless told otherwise.')
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1'))
    .addOption(
      new Option('--port <number>', 'port to listen on; 0 takes a free one').default(8080).argParser(parsePort),
    )
    .option('--allowed-hosts <names...>', 'host names clients may use in the URL (default: those of loopback)')
    .option('--allowed-origins <names...>', 'host names of web pages that may connect (default: those of loopback)')
    .action(async (flags: HttpFlags) => {
      const { host, port, allowedHosts, allowedOrigins } = flags;
      const token = env['OMNI_MCP_TOKEN'];
      await using opened = await openInstance(flags, env);
      const options = serverOptions(flags, opened.instance, env);
      await using server = await startMcpHttp({
        ...options,
        host,
        port,
        ...(allowedHosts === undefined ? {} : { allowedHosts }),
        ...(allowedOrigins === undefined ? {} : { allowedOrigins }),
        ...(token === undefined || token === '' ? {} : { verifier: sharedTokenVerifier(token) }),
      });
      options.log?.info({ url: server.url, access: flags.access, authentication: Boolean(token) }, 'listening');
      await stopped;
    });
  return program;
}

function withCommonFlags(command: Command, env: Environment): Command {
  return command
    .addOption(
      new Option('--access <level>', 'how far the server may go')
        .choices(ACCESS_LEVELS)
        .default(env['OMNI_MCP_ACCESS'] || 'read'),
    )
    .addOption(
      new Option(
        '--confirm <how>',
        'how writes are approved: ask the person at the client, or let the plan token suffice',
      )
        .choices(['elicit', 'token'])
        .default('elicit'),
    )
    .addOption(new Option('--tools <names>', 'offer only these tools, separated by commas').argParser(parseTools))
    .addOption(new Option('--endpoint <url>', 'URL of the Omni (default: OMNI_ENDPOINT)'))
    .addOption(new Option('--ca <file>', 'PEM file with the certificate authority of the Omni'))
    .addOption(new Option('--insecure-skip-tls-verify', 'accept any certificate; for a laboratory only').default(false))
    .addOption(
      new Option('--log-level <level>', 'what to write to standard error')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    );
}

function serverOptions(flags: CommonFlags, instance: OmniMcpOptions['instance'], env: Environment): OmniMcpOptions {
  const secret = env['OMNI_MCP_SECRET'];
  return {
    instance,
    access: flags.access,
    confirm: flags.confirm,
    log: stderrLog(flags.logLevel),
    ...(flags.tools === undefined ? {} : { tools: flags.tools }),
    ...(secret === undefined || secret === '' ? {} : { secret: Buffer.from(secret, 'base64') }),
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function parseTools(text: string): readonly string[] {
  const known: readonly string[] = CATALOGUE.map(({ name }) => name);
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(`There is no tool ${unknown}; there are ${known.join(', ')}.`);
}

function closedStdin(): Promise<void> {
  return new Promise((resolve) => process.stdin.once('close', resolve).once('end', resolve));
}

/** How an error is told on the command line, and the exit status that goes with it. */
export function describeFailure(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (!(error instanceof OmniError) && !(error instanceof RangeError)) {
    return {
      text: `omni-mcp failed unexpectedly: ${error instanceof Error ? error.name : 'unknown error'}`,
      exitCode: 70,
    };
  }
  const hint = error instanceof OmniError && error.hint !== undefined ? `\n${error.hint}` : '';
  return { text: `omni-mcp: ${error.message}${hint}`, exitCode: 78 };
}
