import type { Log } from '../ports/log.ts';
import type { IntakeDeps } from '../use-cases/intake.ts';
import { receivePush } from '../use-cases/receive-push.ts';
import { type HttpHandler, httpHandler } from './http-handler.ts';

/** `POST /hooks/{source}`. */
export function gitPushHandler(deps: IntakeDeps & { readonly log: Log }): HttpHandler {
  return httpHandler(
    { parameter: 'source', take: (source, request, options) => receivePush(source, request, deps, options) },
    deps.log,
  );
}
