/** A private key that can sign requests the way Omni verifies them. */
export interface SigningKey {
  /** Lower-case hex fingerprint: the id Omni knows the public key by. */
  readonly fingerprint: string;
  /** When the key stops being accepted; `undefined` for a key without expiry (Omni refuses to register those). */
  readonly expires: Date | undefined;
  /**
   * Detached binary OpenPGP signature over `data`.
   * Synchronous for Ed25519 (about as long as a hop to a thread would take), a promise for everything else.
   */
  sign(data: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
