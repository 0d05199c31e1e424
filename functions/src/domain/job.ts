import { GUARD_IDS } from '@fleetwright/omni-core';
import * as z from 'zod/mini';

/** A full Git object id: SHA-1, or SHA-256 in repositories that use it. */
export const objectId = z.string().check(z.regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/));

/** Guards of plans, by their ids. */
export const guardIds = z.array(z.enum(GUARD_IDS));

/** The plan that was looked at, by cluster: its hash. */
export const reviewedPlans = z.record(
  z.string(),
  z.string().check(z.regex(/^[0-9a-f]{64}$/, 'give the hash of a plan')),
);

const cause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('push'), delivery: z.string(), actor: z.string(), before: objectId }),
  z.object({ kind: z.literal('request'), id: z.string(), reason: z.optional(z.string()) }),
]);

const syncJob = z.object({
  action: z.literal('sync'),
  binding: z.string(),
  /** Commit to sync; left out: the head of the binding's branch when the job runs. */
  commit: z.optional(objectId),
  /** Plan and report, change nothing. */
  dryRun: z.boolean(),
  /** Guards the plans may run into, beside those the binding allows. */
  allow: z.optional(guardIds),
  /** Apply exactly these plans, and nothing to other clusters. */
  plans: z.optional(reviewedPlans),
  cause,
  /** ISO 8601. */
  requestedAt: z.string(),
});

const driftJob = z.object({
  action: z.literal('drift'),
  binding: z.string(),
  /** ISO 8601. */
  requestedAt: z.string(),
});

/** Shape of a queued message, checked again by the worker: the queue is an edge too. */
export const jobSchema = z.discriminatedUnion('action', [syncJob, driftJob]);

/** One piece of work on one binding's clusters. */
export type Job = z.output<typeof jobSchema>;
export type SyncJob = z.output<typeof syncJob>;
export type DriftJob = z.output<typeof driftJob>;
