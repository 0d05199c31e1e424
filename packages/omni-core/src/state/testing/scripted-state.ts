import { createServiceAccountKey } from '../../auth/create-service-account-key.ts';
import type { Credentials } from '../../auth/credentials.ts';
import { createRequestSigner } from '../../auth/request-signer.ts';
import { parseServiceAccountKey } from '../../auth/service-account-key.ts';
import { parseEndpoint } from '../../config/endpoint.ts';
import { newResource } from '../../resources/new-resource.ts';
import type { Metadata, NewResource } from '../../resources/resource.ts';
import type { ResourceType } from '../../resources/resource-type.ts';
import { resourceToWire } from '../../resources/resource-wire.ts';
import { withMetadata } from '../../resources/stored-resource.ts';
import { GrpcTransport } from '../../transport/grpc-transport.ts';
import {
  type LoopbackServer,
  type OutgoingStream,
  type StreamHandler,
  startLoopbackServer,
  type UnaryHandler,
} from '../../transport/testing/loopback-server.ts';
import type { Event, Resource as WireResource } from '../../wire/gen/cosi-resource.ts';
import type { Messages } from '../../wire/gen/messages.ts';
import type { Init } from '../../wire/init.ts';
import { messageCodec } from '../../wire/message-codec.ts';
import { type RpcMethod, stateService } from '../../wire/services.ts';
import { StateClient } from '../state-client.ts';

type StateMethod = keyof typeof stateService;
type RequestOf<M extends StateMethod> = Messages[(typeof stateService)[M]['request']];
type ResponseOf<M extends StateMethod> = Init<Messages[(typeof stateService)[M]['response']]>;

/** What the server does for each call; methods left out answer UNIMPLEMENTED. */
export interface StateScript {
  readonly get?: (request: RequestOf<'get'>) => ResponseOf<'get'>;
  readonly create?: (request: RequestOf<'create'>) => ResponseOf<'create'>;
  readonly update?: (request: RequestOf<'update'>) => ResponseOf<'update'>;
  readonly destroy?: (request: RequestOf<'destroy'>) => ResponseOf<'destroy'>;
  readonly teardown?: (request: RequestOf<'teardown'>) => ResponseOf<'teardown'>;
  readonly teardownAndDestroy?: (request: RequestOf<'teardownAndDestroy'>) => ResponseOf<'teardownAndDestroy'>;
  readonly list?: (request: RequestOf<'list'>) => readonly Init<WireResource>[];
  readonly watch?: (request: RequestOf<'watch'>, send: SendEvents, stream: OutgoingStream) => Promise<void>;
}

export type SendEvents = (...events: readonly Init<Event>[]) => Promise<void>;

export interface ScriptedState extends AsyncDisposable {
  readonly state: StateClient;
  readonly server: LoopbackServer;
}

let account: Promise<{ readonly credentials: Credentials; readonly publicKey: string }> | undefined;

async function makeAccount() {
  const { serviceAccountKey, armoredPublicKey } = await createServiceAccountKey({ name: 'test' });
  return { credentials: await parseServiceAccountKey(serviceAccountKey), publicKey: armoredPublicKey };
}

/** A state client connected to a real server that follows a script. For tests. */
export async function scriptedState(script: StateScript): Promise<ScriptedState> {
  account ??= makeAccount();
  const { credentials, publicKey } = await account;
  const unary: Record<string, UnaryHandler> = {};
  const streams: Record<string, StreamHandler> = {};
  for (const [name, handler] of Object.entries(script)) {
    const method: RpcMethod = stateService[name as StateMethod];
    const decode = messageCodec(method.request).decode;
    const encode = messageCodec(method.response).encode as (message: unknown) => Uint8Array;
    if (name === 'list') {
      streams[method.path] = async (request, stream) => {
        for (const resource of handler(decode(request))) await stream.write(encode({ resource }));
      };
    } else if (name === 'watch') {
      streams[method.path] = async (request, stream) => {
        await stream.write(encode({ event: [] }));
        await handler(decode(request), (...event: unknown[]) => stream.write(encode({ event })), stream);
      };
    } else {
      unary[method.path] = (request) => encode(handler(decode(request)));
    }
  }
  const server = await startLoopbackServer({ unary, streams, publicKey });
  const transport = new GrpcTransport({
    endpoint: parseEndpoint(server.endpoint),
    signer: createRequestSigner(credentials),
  });
  return {
    state: new StateClient(transport),
    server,
    async [Symbol.asyncDispose]() {
      await transport[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** A stored resource as the server would send it. */
export function wireResource<Spec>(
  type: ResourceType<Spec>,
  options: NewResource<Spec>,
  metadata: Partial<Metadata> = {},
): Init<WireResource> {
  const made = new Date('2026-01-01T00:00:00Z');
  const stored = withMetadata(newResource(type, options), { version: '1', created: made, updated: made, ...metadata });
  return resourceToWire(stored);
}

/** Resolves when the client has gone; a watch that stays open awaits it. */
export function gone(stream: OutgoingStream): Promise<void> {
  if (stream.cancelled.aborted) return Promise.resolve();
  return new Promise((resolve) => stream.cancelled.addEventListener('abort', () => resolve(), { once: true }));
}
