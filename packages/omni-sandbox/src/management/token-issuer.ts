import { randomUUID } from 'node:crypto';
import { timestampOf, types } from '@fleetwright/omni-core';
import { exportPKCS8, exportSPKI, generateKeyPair, importPKCS8, SignJWT } from 'jose';
import type { TypedStore } from '../store/typed-store.ts';

const ALGORITHM = 'RS256';
const SETTING = 'jwt-signing-key';
const KEY_LIFETIME_MS = 10 * 365 * 24 * 3_600_000;

/** Where the issuer keeps its private key between starts. */
export interface Settings {
  setting(name: string): string | undefined;
  saveSetting(name: string, value: string): void;
}

/** What a Kubernetes service-account token says. */
export interface TokenClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly groups: readonly string[];
  readonly cluster: string;
  readonly clusterUuid: string;
  readonly lifetimeSeconds: number;
}

type PrivateKey = Awaited<ReturnType<typeof importPKCS8>>;

/** Signs tokens. The key is made when the first one is asked for; its public half is a `JWTPublicKeys` resource. */
export class TokenIssuer {
  readonly #store: TypedStore;
  readonly #settings: Settings | undefined;
  #key: Promise<{ kid: string; privateKey: PrivateKey }> | undefined;

  constructor(store: TypedStore, settings: Settings | undefined) {
    this.#store = store;
    this.#settings = settings;
  }

  async issue(claims: TokenClaims): Promise<string> {
    this.#key ??= this.#load();
    const { kid, privateKey } = await this.#key;
    const now = Math.floor(this.#store.now().getTime() / 1000);
    return new SignJWT({ groups: claims.groups, cluster: claims.cluster, cluster_uuid: claims.clusterUuid })
      .setProtectedHeader({ alg: ALGORITHM, kid })
      .setIssuedAt(now)
      .setExpirationTime(now + claims.lifetimeSeconds)
      .setIssuer(claims.issuer)
      .setSubject(claims.subject)
      .sign(privateKey);
  }

  async #load(): Promise<{ kid: string; privateKey: PrivateKey }> {
    const kept = this.#settings?.setting(SETTING);
    if (kept !== undefined) {
      const { kid, pem } = JSON.parse(kept) as { kid: string; pem: string };
      return { kid, privateKey: await importPKCS8(pem, ALGORITHM) };
    }
    const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const kid = randomUUID();
    this.#store.put(types.JWTPublicKey, kid, {
      spec: {
        publicKey: Buffer.from(await exportSPKI(publicKey)),
        expiration: timestampOf(new Date(this.#store.now().getTime() + KEY_LIFETIME_MS)),
      },
    });
    this.#settings?.saveSetting(SETTING, JSON.stringify({ kid, pem: await exportPKCS8(privateKey) }));
    return { kid, privateKey };
  }
}
