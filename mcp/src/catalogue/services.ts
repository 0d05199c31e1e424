import type { CursorSealer, Marker, OmniClient } from '@fleetwright/omni-core';
import type { SafeOmni } from '../redaction/safe-omni.ts';
import type { Sealer } from '../seal/sealer.ts';
import type { Access } from './tier.ts';

/** How a write is approved: by asking the person at the client, or by the plan token alone. */
export type ConfirmMode = 'elicit' | 'token';

/** What reading tools get. There is no way from here to an unredacted resource. */
export interface ReadServices {
  readonly omni: SafeOmni;
  /** Name of the Omni, as shown to people. */
  readonly instance: string;
  readonly access: Access;
  readonly confirm: ConfirmMode;
  readonly sealer: Sealer;
  readonly cursors: CursorSealer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Ends when the client gives up on the call. */
  readonly signal: AbortSignal;
}

/** What writing tools get on top, to plan and to carry out a plan. */
export interface WriteServices extends ReadServices {
  /** For planning. It cannot write. */
  readonly reader: OmniClient;
  /** For carrying out an approved plan, and nothing else. */
  readonly writer: OmniClient;
  /** Hides secrets in what a plan shows. */
  readonly marker: Marker;
  /** Key of the fingerprints in template plans: those of the marker. */
  readonly fingerprintKey: Uint8Array;
}
