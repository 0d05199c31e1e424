import { describe, expect, it } from 'vitest';
import { createMarker } from './marker.ts';
import { redactValue } from './redact-value.ts';

describe('redactValue', () => {
  it('passes every text through the net, wherever it stands, and leaves the rest as it is', () => {
    const secret = '-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----';

    const shown = redactValue(
      { list: ['a', secret, 5, true, null], [secret]: { deep: secret }, plain: 'b' },
      createMarker(new Uint8Array(32)),
    );

    expect(JSON.stringify(shown)).not.toContain('CANARY');
    expect(shown).toMatchObject({ list: ['a', expect.stringContaining('redacted'), 5, true, null], plain: 'b' });
  });
});
