import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { createMessage, readKey, readSignature, verify } from 'openpgp';
import { beforeAll, describe, expect, it } from 'vitest';
import { createServiceAccountKey } from './create-service-account-key.ts';
import { requestPayload } from './request-payload.ts';
import { parseServiceAccountKey } from './service-account-key.ts';
import { SignaturePackets } from './signature-packet.ts';
import type { SigningKey } from './signing-key.ts';

interface AuthVector {
  readonly publicKeyArmored: string;
  readonly fingerprint: string;
  readonly method: string;
  readonly requestMetadata: Record<string, string[]>;
  readonly payload: string;
  readonly signatureCreated: number;
  readonly rawEd25519Hex: string;
  readonly digestSha256Hex: string;
  readonly signaturePacketHex: string;
}

const vector = JSON.parse(
  readFileSync(new URL('../../../../test/golden/auth-vector.json', import.meta.url), 'utf8'),
) as AuthVector;

async function verifies(publicKey: string, data: Uint8Array, packet: Uint8Array): Promise<boolean> {
  const { signatures } = await verify({
    message: await createMessage({ binary: data }),
    signature: await readSignature({ binarySignature: packet }),
    verificationKeys: await readKey({ armoredKey: publicKey }),
    // Keys and signatures of these tests are seconds old; openpgp refuses what seems to come from the future.
    date: new Date(Date.now() + 60_000),
  });
  return signatures[0] !== undefined && (await signatures[0].verified);
}

describe('the published test vector', () => {
  it('gives the same payload', () => {
    const payload = requestPayload(vector.method, vector.requestMetadata, vector.signatureCreated);

    expect(payload).toBe(vector.payload);
  });

  it('gives the same digest and the same packet', () => {
    let digest = '';
    const packets = new SignaturePackets(Buffer.from(vector.fingerprint, 'hex'), (bytes) => {
      digest = Buffer.from(bytes).toString('hex');
      return Buffer.from(vector.rawEd25519Hex, 'hex');
    });

    const packet = packets.sign(Buffer.from(vector.payload), vector.signatureCreated);

    expect(digest).toBe(vector.digestSha256Hex);
    expect(Buffer.from(packet).toString('hex')).toBe(vector.signaturePacketHex);
  });
});

describe('signature packets', () => {
  let key: SigningKey;
  let publicKey: string;

  beforeAll(async () => {
    const made = await createServiceAccountKey({ name: 'test', lifetimeMs: 3_600_000 });
    ({ key } = await parseServiceAccountKey(made.serviceAccountKey));
    publicKey = made.armoredPublicKey;
  });

  it('verify with openpgp for any payload', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (data) => {
        expect(await verifies(publicKey, data, await key.sign(data))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('verify with openpgp when a half of the signature begins with zero bytes', async () => {
    const FULL_LENGTH = 119;
    let found = 0;
    // About one signature in 128 has a short half.
    for (let n = 0; found < 3 && n < 10_000; n++) {
      const data = Buffer.from(String(n));
      const packet = await key.sign(data);
      if (packet.length === FULL_LENGTH) continue;
      found++;
      expect(await verifies(publicKey, data, packet)).toBe(true);
    }

    expect(found).toBe(3);
  });
});
