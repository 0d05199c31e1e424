import { OmniError } from '../errors/omni-error.ts';

const FIELDS = ['key', 'OMNI_SERVICE_ACCOUNT_KEY', 'SIDERO_SERVICE_ACCOUNT_KEY'] as const;

/**
 * The key inside a secret's text: the text itself, or one field of a JSON object, which is how the AWS console stores
 * what is typed in as key and value.
 *
 * @throws {OmniError} `configuration_invalid` for JSON without such a field
 */
export function keyInSecret(text: string, secretId: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return trimmed;
  let content: unknown;
  try {
    content = JSON.parse(trimmed);
  } catch {
    // No cause: JSON.parse quotes its input.
    throw invalid(secretId, 'is neither a key nor valid JSON');
  }
  if (typeof content === 'object' && content !== null) {
    const fields = content as Readonly<Record<string, unknown>>;
    for (const name of FIELDS) {
      const value = fields[name];
      if (typeof value === 'string') return value;
    }
  }
  throw invalid(secretId, `has no field ${FIELDS.slice(0, 2).join(' or ')}`);
}

function invalid(secretId: string, problem: string): OmniError {
  return new OmniError('configuration_invalid', `The secret ${secretId} ${problem}`, {
    hint: 'Store the value of OMNI_SERVICE_ACCOUNT_KEY, bare or as {"key": "…"}.',
  });
}
