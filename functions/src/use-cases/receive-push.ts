import { createHash } from 'node:crypto';
import type { CallOptions } from '@fleetwright/omni-core';
import { bindingsForPush, clusterSetGroup, lookUp } from '../domain/binding.ts';
import { isDeletion, type Push } from '../domain/push.ts';
import { HOOK_DIALECTS } from '../git-hosts/hook-dialects.ts';
import type { HttpAnswer, HttpRequest } from '../http/request.ts';
import type { QueuedJob } from '../ports/job-queue.ts';
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
  request: HttpRequest,
  deps: IntakeDeps,
  options: CallOptions = {},
): Promise<HttpAnswer> {
  const configured = lookUp(deps.config.sources, source);
  if (configured === undefined) return refuse(404, 'unknown_source', 'no such source');

  const dialect = HOOK_DIALECTS[configured.kind];
  const verified = await verifiedWith(
    deps.secrets,
    configured.hookSecret,
    (secret) => dialect.verifies(request, secret, deps.clock()),
    options,
  );
  if (!verified) return refuse(401, 'unauthorized');

  const named = dialect.identify(request.headers);
  if (named === undefined) return refuse(400, 'headers_missing', `${dialect.requiredHeaders} are required`);
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return refuse(415, 'content_type', 'set the content type of the webhook to application/json');
  }

  const event = dialect.read(named.event, request.body);
  if ('code' in event) return refuse(400, event.code, event.message);
  if (event.kind === 'ping') return { statusCode: 200, body: { status: 'pong' } };
  if (event.kind === 'other') return ignored(`${event.name} events are not acted on`);
  const kept = event.pushes.filter((push) => !isDeletion(push));
  if (kept.length === 0) return ignored('the branch was deleted; clusters stay as they are');

  const jobs = kept.flatMap((push) =>
    bindingsForPush(deps.config, source, push).map((id) => pushJob(id, source, named.delivery, push, deps)),
  );
  if (jobs.length === 0) return ignored('no binding for this repository and ref');
  return sendOnce(`push#${source}#${named.delivery}`, jobs, deps, options);
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
