/** Whose key: a context of the omniconfig, and the identity in it. */
export interface KeyOwner {
  readonly context: string;
  /** Address of the user. */
  readonly identity: string;
}

/** Keeps the private keys of people between programs. What it holds is secret. */
export interface KeyStore {
  /** The armored private key, or `undefined` when there is none. */
  read(owner: KeyOwner): Promise<string | undefined>;
  /** Replaces the key. */
  write(owner: KeyOwner, armoredPrivateKey: string): Promise<void>;
  /** Forgets the key; there may be none. */
  remove(owner: KeyOwner): Promise<void>;
}

/** A store that forgets everything when the process ends. */
export function memoryKeyStore(): KeyStore {
  const keys = new Map<string, string>();
  const nameOf = ({ context, identity }: KeyOwner): string => JSON.stringify([context, identity]);
  return {
    read: async (owner) => keys.get(nameOf(owner)),
    async write(owner, armoredPrivateKey) {
      keys.set(nameOf(owner), armoredPrivateKey);
    },
    async remove(owner) {
      keys.delete(nameOf(owner));
    },
  };
}
