import { Logger } from '@aws-lambda-powertools/logger';
import { redactLogValue } from '@fleetwright/omni-core';
import type { Log, LogFields } from '../ports/log.ts';

/** Structured JSON lines for CloudWatch, with everything that looks like a secret removed. */
export function lambdaLog(service: string): Log {
  const logger = new Logger({ serviceName: service });
  const clean = (fields: LogFields = {}) => ({ details: redactLogValue(fields) });
  return {
    info: (message, fields) => logger.info(message, clean(fields)),
    warn: (message, fields) => logger.warn(message, clean(fields)),
    error: (message, fields) => logger.error(message, clean(fields)),
  };
}
