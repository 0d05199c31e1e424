import type { Metadata } from '@grpc/grpc-js';
import { header } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import type { LabelQuery } from '../store/label-query.ts';
import { parseSelector } from '../store/selector.ts';

/**
 * The service asks which system a call is about; here there is only Omni itself.
 * @throws {StatusError} INVALID_ARGUMENT when nothing or nonsense is named, UNIMPLEMENTED for the clusters' own APIs
 */
export function requireOmniRuntime(metadata: Metadata): void {
  const runtime = header(metadata, 'runtime');
  if (runtime === 'Omni') return;
  if (runtime === undefined) throw new StatusError('INVALID_ARGUMENT', 'missing runtime metadata');
  if (runtime === 'Kubernetes' || runtime === 'Talos') {
    throw new StatusError('UNIMPLEMENTED', `the sandbox has no ${runtime} behind its clusters`);
  }
  throw new StatusError('INVALID_ARGUMENT', `unknown runtime "${runtime}"`);
}

/**
 * Label conditions travel in a header. Node joins repeated headers with a comma, which between terms means "and".
 * @throws {StatusError} INVALID_ARGUMENT for a text that is no selector
 */
export function requestedLabels(metadata: Metadata): readonly LabelQuery[] {
  const selectors = header(metadata, 'selectors');
  return selectors === undefined || selectors === '' ? [] : [{ terms: parseSelector(selectors) }];
}
