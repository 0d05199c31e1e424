import { isOmniError } from '../errors/omni-error.ts';
import { withoutQuotedValues } from '../redaction/quoted-yaml.ts';
import { TemplateInvalidError } from '../templates/errors.ts';
import type { FleetFailure } from './fleet-plan.ts';

/**
 * An error that concerns one cluster, as it may be shown: without values of its template.
 * @throws the error itself when it concerns the whole call, or is none of ours
 */
export function failureOf(error: unknown): FleetFailure {
  if (!isOmniError(error, 'template_invalid', 'plan_refused')) throw error;
  const messages =
    error instanceof TemplateInvalidError
      ? error.issues.map((issue) => [...issue.context, issue.message].join(': '))
      : [error.message];
  const { code, hint } = error;
  return { code, message: messages.map(withoutQuotedValues).join('\n'), ...(hint !== undefined && { hint }) };
}
