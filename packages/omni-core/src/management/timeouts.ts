/** How long the calls take that need more than the usual 30 seconds, in milliseconds. */
export const TIMEOUTS_MS = {
  /** Talks to an image factory outside of Omni. */
  imageFactory: 60_000,
  /** Sends what is stored of a machine's log. */
  storedLog: 5 * 60_000,
  /** Asks every control plane node. */
  preChecks: 5 * 60_000,
  manifestSync: 10 * 60_000,
  /** Collects from every node of a cluster. */
  supportBundle: 15 * 60_000,
  /** Pulls an image and writes a disk. */
  lifecycle: 30 * 60_000,
} as const;
