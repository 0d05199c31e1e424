import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** Keys of one server, each derived from its one secret for one purpose. */
export interface ServerKeys {
  /** Seals plan tokens. */
  readonly seal: Uint8Array;
  /** Seals cursors. */
  readonly cursors: Uint8Array;
  /** Seals the state of a confirmation that is under way. */
  readonly requestState: Uint8Array;
  /** Makes fingerprints of redacted values. */
  readonly marker: Uint8Array;
}

/** Fewest bytes a server secret may have. */
export const SECRET_BYTES = 32;

/**
 * Derives the server's keys. Processes that share a secret accept each other's tokens.
 * @param secret at least {@link SECRET_BYTES} bytes. @default random, so tokens end with the process
 * @throws {RangeError} when the secret is too short
 */
export function deriveKeys(secret: Uint8Array = randomBytes(SECRET_BYTES)): ServerKeys {
  if (secret.length < SECRET_BYTES) throw new RangeError(`the server secret must have at least ${SECRET_BYTES} bytes`);
  const derive = (purpose: string) => new Uint8Array(hkdfSync('sha256', secret, '', `fleetwright-mcp/${purpose}`, 32));
  return {
    seal: derive('seal'),
    cursors: derive('cursors'),
    requestState: derive('request-state'),
    marker: derive('marker'),
  };
}

/** Authenticates short texts that travel through the client. Signed, not encrypted: put no secret in. */
export interface Sealer {
  mac(purpose: string, text: string): string;
  /** Compares in constant time. */
  verify(purpose: string, text: string, mac: string): boolean;
}

export function createSealer(key: Uint8Array): Sealer {
  const mac = (purpose: string, text: string) =>
    createHmac('sha256', key).update(`${purpose}\0${text}`).digest('base64url');
  return {
    mac,
    verify(purpose, text, given) {
      const expected = Buffer.from(mac(purpose, text));
      const actual = Buffer.from(given);
      return expected.length === actual.length && timingSafeEqual(expected, actual);
    },
  };
}

/** SHA-256 of a text in 22 characters (128 bits). */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
