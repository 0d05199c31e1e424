/** A change of one branch or tag, as every Git host reports it. */
export interface Push {
  /** Full name, e.g. `refs/heads/main`. */
  readonly ref: string;
  /** `owner/name`; hosts with nested groups have more parts. */
  readonly repository: string;
  /** Object id the ref points at afterwards; all zeros when it was deleted. */
  readonly commit: string;
  /** Object id it pointed at before; all zeros for a new ref. */
  readonly before: string;
  /** Who pushed, as the host names them. */
  readonly pusher: string;
}

/** What a delivery of a Git host is about. */
export type HookEvent =
  | {
      readonly kind: 'push';
      /** One, or several on hosts that report all refs of a push at once. */
      readonly pushes: readonly Push[];
    }
  | { readonly kind: 'ping' }
  | { readonly kind: 'other'; readonly name: string };

/** A hook body that is no event: cut short, or not shaped as the host documents. */
export interface PayloadProblem {
  readonly code: 'payload_truncated' | 'payload_unknown';
  /** What is wrong, without quoting the payload. */
  readonly message: string;
}

/** Object id of "nothing", in repositories that name objects by SHA-1. */
export const NO_OBJECT = '0'.repeat(40);

/** Whether the ref is gone. Hosts say so by an id of zeros. */
export function isDeletion({ commit }: Push): boolean {
  return /^0+$/.test(commit);
}
