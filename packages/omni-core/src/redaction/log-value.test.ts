import { describe, expect, it } from 'vitest';
import { redactLogValue } from './log-value.ts';

const CANARY = 'c4nary'.repeat(30);

describe('redactLogValue', () => {
  it.each([
    `-----BEGIN PGP PRIVATE KEY BLOCK-----\n${CANARY}\n-----END PGP PRIVATE KEY BLOCK-----`,
    `-----BEGIN PGP PRIVATE KEY BLOCK-----\n${CANARY}`,
    `ghp_${CANARY}`,
    `github_pat_${CANARY}`,
    `whsec_${CANARY}`,
    `siderov1 bot@x fingerprint ${CANARY}`,
    `Authorization: Bearer ${CANARY}`,
    `key ${Buffer.from(CANARY).toString('base64')} end`,
  ])('removes the secret from %.40s…', (text) => {
    const clean = JSON.stringify(
      redactLogValue({ message: text, nested: [{ text }], error: new Error(text, { cause: new Error(text) }) }),
    );

    expect(clean).not.toContain('c4nary');
    expect(clean).not.toContain(Buffer.from(CANARY).toString('base64').slice(0, 40));
  });

  it('removes signatures, and fields named like secrets', () => {
    const clean = redactLogValue({
      text: `sha256=${'0f'.repeat(32)}`,
      hookSecret: 'canary',
      patch: { a: 'canary' },
    });

    expect(clean).toEqual({ text: '[removed]', hookSecret: '[removed]', patch: '[removed]' });
  });

  it('leaves what helps: codes, ids, commits, messages', () => {
    const fields = { binding: 'fleet', commit: 'a'.repeat(40), code: 'unavailable', attempt: 2 };

    expect(redactLogValue(fields)).toEqual(fields);
  });
});
