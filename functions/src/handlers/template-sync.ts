import type { Log } from '../ports/log.ts';
import type { IntakeDeps } from '../use-cases/intake.ts';
import { requestSync } from '../use-cases/request-sync.ts';
import { type HttpHandler, httpHandler } from './http-handler.ts';

/** `POST /sync/{binding}`. */
export function templateSyncHandler(deps: IntakeDeps & { readonly log: Log }): HttpHandler {
  return httpHandler(
    { parameter: 'binding', take: (binding, request, options) => requestSync(binding, request, deps, options) },
    deps.log,
  );
}
