/** Which attempt at a job this is. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  /** No further attempt follows; what fails now is given up. */
  readonly last: boolean;
}

/** What became of a job. */
export interface JobOutcome {
  /** `retry`: give the job back to the queue. `abandoned`: it failed for good and belongs to the dead letters. */
  readonly disposition: 'done' | 'retry' | 'abandoned';
  /** One line for people, free of secrets. */
  readonly summary: string;
  /** Facts for the log. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Key of the report that was stored. */
  readonly report: string | undefined;
}
