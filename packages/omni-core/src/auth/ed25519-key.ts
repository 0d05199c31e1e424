import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { dearmorPrivateKey } from './armor.ts';
import { readEd25519KeyPacket } from './key-packet.ts';
import { readPackets } from './packet-reader.ts';
import { MAY_SIGN, readSelfSignature, type SelfSignature } from './self-signature.ts';
import { SignaturePackets } from './signature-packet.ts';
import type { SigningKey } from './signing-key.ts';

const SECRET_KEY = 5;
const SIGNATURE = 2;
const SECRET_SUBKEY = 7;
const PKCS8_ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Reads the kind of key omnictl and Omni's web interface make, without loading openpgp.
 *
 * @param now seconds since the epoch, for the creation time of signatures
 * @returns `undefined` when the text is another kind of key, or none at all
 * @throws {RangeError} when it is one but damaged
 */
export function readEd25519Key(armored: string, now: () => number): SigningKey | undefined {
  const bytes = dearmorPrivateKey(armored);
  if (bytes === undefined) return undefined;
  const packets = readPackets(bytes);
  const [primary] = packets;
  if (primary?.tag !== SECRET_KEY) return undefined;
  const packet = readEd25519KeyPacket(primary.body);
  if (packet === undefined) return undefined;

  const subkey = packets.findIndex(({ tag }) => tag === SECRET_SUBKEY);
  const aboutPrimary = packets.slice(0, subkey === -1 ? packets.length : subkey);
  const statement = newestStatement(
    aboutPrimary.filter(({ tag }) => tag === SIGNATURE).map(({ body }) => readSelfSignature(body)),
  );
  // A primary key that only certifies signs with a subkey: rare, and openpgp knows how.
  if (statement?.keyFlags !== undefined && (statement.keyFlags & MAY_SIGN) === 0) return undefined;

  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519_PREFIX, packet.seed]),
    format: 'der',
    type: 'pkcs8',
  });
  if (createPublicKey(privateKey).export({ format: 'jwk' }).x !== Buffer.from(packet.publicKey).toString('base64url')) {
    throw new RangeError('the secret key does not belong to the public key');
  }
  return new Ed25519Key(privateKey, packet.fingerprint, expiry(packet.created, statement?.keyLifetime), now);
}

function newestStatement(statements: readonly (SelfSignature | undefined)[]): SelfSignature | undefined {
  return statements
    .filter((statement) => statement !== undefined)
    .reduce<SelfSignature | undefined>((best, next) => (best && best.created > next.created ? best : next), undefined);
}

function expiry(created: number, lifetime: number | undefined): Date | undefined {
  return lifetime ? new Date((created + lifetime) * 1000) : undefined;
}

/** Signs synchronously: about as long as a hop to a thread would take. The secret stays inside the key object. */
class Ed25519Key implements SigningKey {
  readonly fingerprint: string;
  readonly expires: Date | undefined;
  readonly #packets: SignaturePackets;
  readonly #now: () => number;

  constructor(privateKey: KeyObject, fingerprint: Uint8Array, expires: Date | undefined, now: () => number) {
    this.fingerprint = Buffer.from(fingerprint).toString('hex');
    this.expires = expires;
    this.#packets = new SignaturePackets(fingerprint, (digest) => sign(null, digest, privateKey));
    this.#now = now;
  }

  sign(data: Uint8Array): Uint8Array {
    return this.#packets.sign(data, this.#now());
  }
}
