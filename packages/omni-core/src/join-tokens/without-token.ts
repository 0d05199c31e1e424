import { OmniError } from '../errors/omni-error.ts';

/**
 * Runs calls about a token whose id is the secret itself, and keeps it out of their errors. The cause goes as well:
 * it would quote the token again.
 */
export async function withoutToken<T>(token: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OmniError) || token === '') throw error;
    throw new OmniError(error.code, error.message.replaceAll(token, shortened(token)), {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

/** Enough of a token to recognise it. */
export function shortened(token: string): string {
  return token.length > 12 ? `${token.slice(0, 4)}…` : '…';
}
