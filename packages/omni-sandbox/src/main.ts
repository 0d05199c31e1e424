#!/usr/bin/env node
import { isOmniError } from '@fleetwright/omni-core';
import { pino } from 'pino';
import { commandLine } from './command-line.ts';
import { startSandbox } from './sandbox.ts';

const { options, logLevel } = commandLine(process.argv);
const logger = pino({ name: 'omni-sandbox', level: logLevel }, pino.destination({ fd: process.stderr.fd, sync: true }));

try {
  const sandbox = await startSandbox({ ...options, logger });
  logger.info({ endpoint: sandbox.endpoint, data: options.data ?? 'memory' }, 'listening');
  if (sandbox.ca !== undefined) logger.info(`clients must trust this certificate:\n${sandbox.ca}`);
  const stop = (signal: NodeJS.Signals) => {
    logger.info({ signal }, 'stopping');
    sandbox[Symbol.asyncDispose]().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const users = (options.users ?? []).map(({ email }) => email);
  const tokens = await Promise.all(users.map((email) => sandbox.confirmationToken(email)));
  // Last, so that whoever reads it may already use and stop the server. Nothing else goes to stdout.
  process.stdout.write(`OMNI_ENDPOINT=${sandbox.endpoint}\n`);
  process.stdout.write(`OMNI_SERVICE_ACCOUNT_KEY=${sandbox.serviceAccountKey}\n`);
  // Comments to a shell that reads these lines; addresses make no names of variables.
  for (const [index, email] of users.entries()) {
    process.stdout.write(`# confirmation token of ${email}: ${tokens[index]}\n`);
  }
} catch (error) {
  if (!isOmniError(error)) throw error;
  process.stderr.write(`omni-sandbox: ${error.message}\n`);
  if (error.hint !== undefined) process.stderr.write(`${error.hint}\n`);
  process.exitCode = 1;
}
