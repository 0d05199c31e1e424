import type { Logger } from 'pino';
import type { Target } from './access/target.ts';
import type { USER_ROLES } from './auth/role.ts';
import type { MachineSeed } from './seed/machines.ts';
import type { TlsFiles } from './server/tls.ts';

export interface ControllerOptions {
  /** Whether anything happens after a write. Off: a bare state. @default true */
  readonly enabled?: boolean;
  /**
   * Length of one simulated step in milliseconds; a new cluster needs about six to become ready.
   * @default 100
   */
  readonly tickMs?: number;
}

export interface SeedOptions {
  /**
   * Machines that are connected and free: a number, or what each shall look like.
   * Ids of numbered machines are the same in every sandbox.
   * @default 10
   */
  readonly machines?: number | readonly MachineSeed[];
}

/** A person with an account. */
export interface UserSeed {
  readonly email: string;
  readonly role: (typeof USER_ROLES)[number];
}

export interface SandboxOptions {
  /** Address to listen on. Anything but loopback needs {@link allowRemote}. @default '127.0.0.1' */
  readonly host?: string;
  /** Accept an address other machines can reach. @default false */
  readonly allowRemote?: boolean;
  /** Port to listen on; 0 picks a free one. @default 0 */
  readonly port?: number;
  /** Serve TLS: `true` with a fresh self-signed certificate, or with one from files. @default plain text */
  readonly tls?: true | TlsFiles;
  /** SQLite file that keeps state, events and the initial key over restarts. @default memory only */
  readonly data?: string;
  readonly controllers?: ControllerOptions;
  /** Check writes as Omni does. @default true */
  readonly validation?: boolean;
  readonly seed?: SeedOptions;
  /** `pending`: every call is refused until somebody creates `EulaAcceptances/eula`. @default 'accepted' */
  readonly eula?: 'accepted' | 'pending';
  /** People who may register keys, made or given this role at every start. @default nobody */
  readonly users?: readonly UserSeed[];
  /** The server's idea of time. @default the system clock */
  readonly clock?: () => Date;
  /** Omni release to pretend to be. @default v1.9.3, API version 2 */
  readonly target?: Target;
  /**
   * The zstd dictionary Omni and omnictl compress long texts with. The sandbox ships none: without it such texts are
   * kept and served, but printed as bytes and not validated.
   */
  readonly zstdDictionary?: Uint8Array;
  /** Name of the instance; part of context names in kubeconfigs. @default 'sandbox' */
  readonly instanceName?: string;
  /** @default silent */
  readonly logger?: Logger;
}
