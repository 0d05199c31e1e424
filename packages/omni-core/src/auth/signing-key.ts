/** A private key that can sign requests the way Omni verifies them. */
export interface SigningKey {
  /** The id Omni knows the public key by: of an OpenPGP key the fingerprint in lower-case hex. */
  readonly fingerprint: string;
  /** When the key stops being accepted; `undefined` for a key without expiry (Omni refuses to register those). */
  readonly expires: Date | undefined;
  /**
   * Signature over `data` of the kind Omni expects from such a key: detached binary OpenPGP, or raw ECDSA.
   * Synchronous where that takes about as long as a hop to a thread would, a promise where openpgp is needed.
   */
  sign(data: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
