/** A push to a branch or tag, as every Git host reports it. */
export interface Push {
  /** Full name, e.g. `refs/heads/main`. */
  readonly ref: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Object id the ref points at afterwards. */
  readonly commit: string;
  /** Object id it pointed at before; all zeros for a new ref. */
  readonly before: string;
  readonly deleted: boolean;
  /** Who pushed, as the host names them. */
  readonly pusher: string;
}

/** What a delivery of a Git host is about. */
export type HookEvent =
  | { readonly kind: 'push'; readonly push: Push }
  | { readonly kind: 'ping' }
  | { readonly kind: 'other'; readonly name: string };

/** A hook body that is no event: cut short, or not shaped as the host documents. */
export interface PayloadProblem {
  readonly code: 'payload_truncated' | 'payload_unknown';
  /** What is wrong, without quoting the payload. */
  readonly message: string;
}
