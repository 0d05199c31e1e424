import { createServiceAccountKey } from '../../auth/create-service-account-key.ts';
import { createRequestSigner } from '../../auth/request-signer.ts';
import { parseServiceAccountKey } from '../../auth/service-account-key.ts';
import { parseEndpoint } from '../../config/endpoint.ts';
import { GrpcTransport } from '../../transport/grpc-transport.ts';
import {
  type LoopbackServer,
  type StreamHandler,
  startLoopbackServer,
  type UnaryHandler,
} from '../../transport/testing/loopback-server.ts';
import type { Messages } from '../../wire/gen/messages.ts';
import type { Init } from '../../wire/init.ts';
import { messageCodec } from '../../wire/message-codec.ts';
import { managementService } from '../../wire/services.ts';
import { Management } from '../management.ts';

type Method = keyof typeof managementService;
type RequestOf<M extends Method> = Messages[(typeof managementService)[M]['request']];
type ResponseOf<M extends Method> = Init<Messages[(typeof managementService)[M]['response']]>;

type Metadata = Parameters<UnaryHandler>[1];

/** What the server says, by RPC: one message, or for streams any number. A handler may throw a `Refusal`. */
export type ManagementScript = {
  readonly [M in Method]?: (
    request: RequestOf<M>,
    call: { readonly metadata: Metadata; readonly cancelled: AbortSignal },
  ) => (typeof managementService)[M]['serverStreaming'] extends true
    ? Iterable<ResponseOf<M>> | AsyncIterable<ResponseOf<M>>
    : ResponseOf<M>;
};

export interface ScriptedManagement extends AsyncDisposable {
  readonly management: Management;
  /** Refuses what writes; same server. */
  readonly readOnly: Management;
  readonly transport: GrpcTransport;
  readonly server: LoopbackServer;
}

const NEVER = new AbortController().signal;

/** A real gRPC server on loopback that follows a script and checks every signature, and the client on it. */
export async function scriptedManagement(script: ManagementScript): Promise<ScriptedManagement> {
  const account = await createServiceAccountKey({ name: 'automation' });
  const unary: Record<string, UnaryHandler> = {};
  const streams: Record<string, StreamHandler> = {};
  for (const [name, handler] of Object.entries(script)) {
    const method = managementService[name as Method];
    const { encode } = messageCodec(method.response);
    const { decode } = messageCodec(method.request);
    if (method.serverStreaming) {
      const handle = handler as (request: unknown, call: object) => Iterable<object>;
      streams[method.path] = async (request, { metadata, cancelled, write }) => {
        for await (const message of handle(decode(request), { metadata, cancelled })) await write(encode(message));
      };
    } else {
      const handle = handler as (request: unknown, call: object) => object;
      unary[method.path] = (request, metadata) => encode(handle(decode(request), { metadata, cancelled: NEVER }));
    }
  }
  const server = await startLoopbackServer({ unary, streams, publicKey: account.armoredPublicKey });
  const transport = new GrpcTransport({
    endpoint: parseEndpoint(server.endpoint),
    signer: createRequestSigner(await parseServiceAccountKey(account.serviceAccountKey)),
  });
  return {
    management: new Management(transport),
    readOnly: new Management(transport, { readOnly: true }),
    transport,
    server,
    async [Symbol.asyncDispose]() {
      await transport[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
