import type { Messages } from './gen/messages.ts';

/** One RPC: where it is called and what travels. */
export interface RpcMethod<
  Request extends keyof Messages = keyof Messages,
  Response extends keyof Messages = keyof Messages,
> {
  /** Full gRPC path, e.g. `/cosi.resource.State/Get`. */
  readonly path: string;
  readonly request: Request;
  readonly response: Response;
  readonly serverStreaming: boolean;
}

export { authService, managementService, oidcService, resourceService, stateService } from './gen/services.ts';
