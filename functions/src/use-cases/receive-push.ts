import { createHash } from 'node:crypto';
import type { CallOptions } from '@fleetwright/omni-core';
import { bindingsForPush, clusterSetGroup, lookUp } from '../domain/binding.ts';
import type { Push } from '../domain/push.ts';
import { readGithubEvent } from '../git-hosts/github/push-payload.ts';
import type { HttpAnswer, HttpRequest } from '../http/request.ts';
import type { QueuedJob } from '../ports/job-queue.ts';
import { verifyGithubSignature } from '../signatures/github-signature.ts';
import { verifiedWith } from '../signatures/verified-with.ts';
import { type IntakeDeps, refuse, sendOnce } from './intake.ts';

/**
 * Takes one delivery of a Git host: verifies the raw bytes, then reads them, then hands one job per matching binding to
 * the queue. A delivery that was taken before answers `duplicate` and does nothing; events that concern no binding are
 * ignored with a 2xx, because hosts switch off hooks that answer otherwise.
 *
 * @throws whatever a port throws; the caller answers 500 and the host shows a failed delivery that can be sent again
 */
export async function receivePush(
  source: string,
  { headers, body }: HttpRequest,
  deps: IntakeDeps,
  options: CallOptions = {},
): Promise<HttpAnswer> {
  const configured = lookUp(deps.config.sources, source);
  if (configured === undefined) return refuse(404, 'unknown_source', 'no such source');

  const signature = headers['x-hub-signature-256'];
  const verified = await verifiedWith(
    deps.secrets,
    configured.hookSecret,
    (secret) => verifyGithubSignature(body, signature, secret),
    options,
  );
  if (!verified) return refuse(401, 'unauthorized');

  const [delivery, eventName] = [headers['x-github-delivery'], headers['x-github-event']];
  if (!delivery || !eventName) {
    return refuse(400, 'headers_missing', 'X-GitHub-Delivery and X-GitHub-Event are required');
  }
  if (!headers['content-type']?.startsWith('application/json')) {
    return refuse(415, 'content_type', 'set the content type of the webhook to application/json');
  }

  const event = readGithubEvent(eventName, body);
  if ('code' in event) return refuse(400, event.code, event.message);
  if (event.kind === 'ping') return { statusCode: 200, body: { status: 'pong' } };
  if (event.kind === 'other') return ignored(`${event.name} events are not acted on`);
  if (event.push.deleted) return ignored('the branch was deleted; clusters stay as they are');

  const bindings = bindingsForPush(deps.config, source, event.push);
  if (bindings.length === 0) return ignored('no binding for this repository and ref');
  const jobs = bindings.map((binding) => pushJob(binding, source, delivery, event.push, deps));
  return sendOnce(`push#${source}#${delivery}`, jobs, deps, options);
}

function pushJob(id: string, source: string, delivery: string, push: Push, { config, clock }: IntakeDeps): QueuedJob {
  return {
    job: {
      action: 'sync',
      binding: id,
      commit: push.commit,
      dryRun: false,
      cause: { kind: 'push', delivery, actor: push.pusher, before: push.before },
      requestedAt: clock().toISOString(),
    },
    group: clusterSetGroup(config, id),
    deduplicationId: createHash('sha256').update(`${source}\n${delivery}\n${id}`).digest('hex'),
  };
}

function ignored(message: string): HttpAnswer {
  return { statusCode: 202, body: { status: 'ignored', message } };
}
