import { createHash } from 'node:crypto';
import type { CallOptions } from '@fleetwright/omni-core';
import * as z from 'zod/mini';
import type { FunctionsConfig } from '../config/functions-config.ts';
import { clusterSetGroup, lookUp } from '../domain/binding.ts';
import { guardIds, objectId, reviewedPlans } from '../domain/job.ts';
import type { HttpAnswer, HttpRequest } from '../http/request.ts';
import { verifyWebhook } from '../signatures/standard-webhook.ts';
import { verifiedWith } from '../signatures/verified-with.ts';
import { type IntakeDeps, refuse, sendOnce } from './intake.ts';

/** Body of a template-sync call. An empty object syncs the head of the binding's branch. */
const requestBody = z.strictObject({
  /** Must be the binding's own branch; a guard for callers that serve several. */
  ref: z.optional(z.string()),
  /** Full object id of the commit. */
  commit: z.optional(objectId),
  /** For the report. */
  reason: z.optional(z.string().check(z.maxLength(500))),
  /** Plan and report, change nothing. */
  dryRun: z._default(z.boolean(), false),
  /** Guards the plans may run into, by their ids. */
  allow: z.optional(guardIds),
  /** Hashes of the plans that were looked at, by cluster. Only these clusters are touched, and only by these plans. */
  plans: z.optional(reviewedPlans),
});

type RequestBody = z.output<typeof requestBody>;

/**
 * Takes a signed call to sync one binding: Standard Webhooks signature, five minutes of tolerance, each id once.
 *
 * @throws whatever a port throws
 */
export async function requestSync(
  id: string,
  { headers, body }: HttpRequest,
  deps: IntakeDeps,
  options: CallOptions = {},
): Promise<HttpAnswer> {
  const binding = lookUp(deps.config.bindings, id);
  if (binding?.syncSecret === undefined) {
    return refuse(404, 'unknown_binding', 'no such binding, or it has no syncSecret');
  }
  const now = deps.clock();
  const verified = await verifiedWith(
    deps.secrets,
    binding.syncSecret,
    (secret) => verifyWebhook(body, headers, secret, now),
    options,
  );
  if (!verified) return refuse(401, 'unauthorized');

  const request = readBody(body);
  if (request === undefined) {
    return refuse(
      400,
      'body_invalid',
      'send a JSON object with any of: ref, commit (full id), reason, dryRun, allow (ids of guards), plans (hashes by cluster)',
    );
  }
  if (request.ref !== undefined && request.ref !== binding.ref) {
    return refuse(409, 'other_ref', `this binding syncs ${binding.ref}`);
  }
  // Signed, hence present: verifyWebhook refuses a message without an id.
  const requestId = headers['webhook-id'] ?? '';
  return sendOnce(`sync#${id}#${requestId}`, [syncJob(id, requestId, request, now, deps.config)], deps, options);
}

function syncJob(id: string, requestId: string, request: RequestBody, now: Date, config: FunctionsConfig) {
  return {
    job: {
      action: 'sync',
      binding: id,
      commit: request.commit,
      dryRun: request.dryRun,
      allow: request.allow,
      plans: request.plans,
      cause: { kind: 'request', id: requestId, reason: request.reason },
      requestedAt: now.toISOString(),
    },
    group: clusterSetGroup(config, id),
    deduplicationId: createHash('sha256').update(`${id}\n${requestId}`).digest('hex'),
  } as const;
}

function readBody(body: Uint8Array): RequestBody | undefined {
  try {
    return requestBody.safeParse(JSON.parse(Buffer.from(body).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
