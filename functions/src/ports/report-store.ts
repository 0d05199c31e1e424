import type { CallOptions } from '@fleetwright/omni-core';

/** One report in the forms it is kept in. Free of secrets. */
export interface Report {
  /** Path without extension, e.g. `fleet/2026/11/22/sync-4f2a….`. */
  readonly key: string;
  /** Serialised as JSON, for programs. */
  readonly data: unknown;
  /** For people. */
  readonly markdown: string;
  /** The same as a page of its own, of reports that have one. */
  readonly html?: string;
}

/** Keeps reports. */
export interface ReportStore {
  put(report: Report, options?: CallOptions): Promise<void>;
}
