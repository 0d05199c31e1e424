import { readFileSync } from 'node:fs';
import { OmniError } from '@fleetwright/omni-core';
import { decodeConfig } from '../config/decode-config.ts';
import type { FunctionsConfig } from '../config/functions-config.ts';

/** A variable that serverless.yml sets. @throws {OmniError} `configuration_invalid` when it does not */
export function variable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new OmniError('configuration_invalid', `the environment variable ${name} is not set`, {
    hint: 'serverless.yml sets it; deploy the stack again.',
  });
}

/** The configuration that packaging checked and put beside the handler. */
export function packagedConfig(): FunctionsConfig {
  return decodeConfig(readFileSync(new URL('./config.json', import.meta.url), 'utf8'));
}
