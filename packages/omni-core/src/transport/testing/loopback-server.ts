import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Metadata,
  Server,
  ServerCredentials,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { createMessage, readKey, readSignature, verify } from 'openpgp';
import { GRPC } from '../../errors/grpc-status.ts';

/** A failure a handler answers with. */
export class Refusal extends Error {
  readonly code: number;

  constructor(code: number, details: string) {
    super(details);
    this.code = code;
  }
}

export type UnaryHandler = (request: Buffer, metadata: Metadata) => Uint8Array | Promise<Uint8Array>;

/** Writes messages until it returns, or until the signal tells that the client has gone. */
export type StreamHandler = (request: Buffer, stream: OutgoingStream) => Promise<void>;

export interface OutgoingStream {
  readonly cancelled: AbortSignal;
  readonly metadata: Metadata;
  /** Resolves when the connection has room for more. */
  write(message: Uint8Array): Promise<void>;
}

export interface LoopbackServerOptions {
  readonly unary?: Readonly<Record<string, UnaryHandler>>;
  readonly streams?: Readonly<Record<string, StreamHandler>>;
  /** Armored key that must have signed every request. @default signatures are not checked */
  readonly publicKey?: string;
  /** PEM texts; with them the server speaks TLS. */
  readonly tls?: { readonly key: string; readonly certificate: string };
}

export interface LoopbackServer extends AsyncDisposable {
  readonly endpoint: string;
  /** Paths of the calls that arrived, in order. */
  readonly calls: readonly string[];
  /** Breaks every connection, as a crash would. */
  crash(): Promise<void>;
}

const bytes = (message: Buffer): Buffer => message;

/** A real gRPC server on a loopback port, with the given methods and nothing else. For tests. */
export async function startLoopbackServer(options: LoopbackServerOptions, port = 0): Promise<LoopbackServer> {
  const { unary = {}, streams = {}, publicKey, tls } = options;
  const calls: string[] = [];
  const server = new Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
  const admit = async (path: string, metadata: Metadata): Promise<void> => {
    calls.push(path);
    if (publicKey !== undefined && !(await isSigned(path, metadata, publicKey))) {
      throw new Refusal(GRPC.UNAUTHENTICATED, 'invalid signature');
    }
  };

  const definition: Record<string, ServiceDefinition[string]> = {};
  const implementation: UntypedServiceImplementation = {};
  const define = (path: string, responseStream: boolean): void => {
    definition[path] = {
      path,
      requestStream: false,
      responseStream,
      requestSerialize: bytes,
      requestDeserialize: bytes,
      responseSerialize: bytes,
      responseDeserialize: bytes,
    };
  };
  for (const [path, handler] of Object.entries(unary)) {
    define(path, false);
    const handle: handleUnaryCall<Buffer, Buffer> = (call, respond) => {
      admit(path, call.metadata)
        .then(() => handler(call.request, call.metadata))
        .then(
          (response) => respond(null, Buffer.from(response)),
          (error: Refusal) => respond({ code: error.code, details: error.message }),
        );
    };
    implementation[path] = handle;
  }
  for (const [path, handler] of Object.entries(streams)) {
    define(path, true);
    const handle: handleServerStreamingCall<Buffer, Buffer> = (call) => {
      admit(path, call.metadata)
        .then(() => handler(call.request, outgoing(call)))
        .then(
          () => call.end(),
          (error: Refusal) => call.emit('error', { code: error.code, details: error.message }),
        );
    };
    implementation[path] = handle;
  }
  server.addService(definition, implementation);

  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [
          { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.certificate) },
        ]);
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, port) => (error ? reject(error) : resolve(port)));
  });
  return {
    endpoint: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${bound}`,
    calls,
    async crash() {
      server.forceShutdown();
    },
    async [Symbol.asyncDispose]() {
      server.forceShutdown();
    },
  };
}

function outgoing(call: ServerWritableStream<Buffer, Buffer>): OutgoingStream {
  const cancelled = new AbortController();
  call.on('cancelled', () => cancelled.abort());
  return {
    cancelled: cancelled.signal,
    metadata: call.metadata,
    async write(message) {
      if (call.write(Buffer.from(message)) || cancelled.signal.aborted) return;
      await new Promise((resolve) => {
        call.once('drain', resolve);
        call.once('cancelled', resolve);
      });
    },
  };
}

/** Omni's rule: the payload names what was sent, and the signature is over the payload's bytes. */
async function isSigned(path: string, metadata: Metadata, publicKey: string): Promise<boolean> {
  const text = (name: string): string => String(metadata.get(name)[0] ?? '');
  const { method, headers } = JSON.parse(text('x-sidero-payload')) as {
    method: string;
    headers: Record<string, string[] | null>;
  };
  if (method !== path) return false;
  for (const [name, values] of Object.entries(headers)) {
    // Node's HTTP/2 server joins repeated headers, so the list shape cannot be compared here as Omni does.
    if (metadata.get(name.toLowerCase()).join(', ') !== (values ?? []).join(', ')) return false;
  }
  const [version, , fingerprint, signature = ''] = text('x-sidero-signature').split(' ');
  const key = await readKey({ armoredKey: publicKey });
  if (version !== 'siderov1' || fingerprint !== key.getFingerprint()) return false;
  const { signatures } = await verify({
    message: await createMessage({ binary: Buffer.from(text('x-sidero-payload')) }),
    signature: await readSignature({ binarySignature: Buffer.from(signature, 'base64') }),
    verificationKeys: key,
    date: new Date(Date.now() + 60_000),
  });
  const [first] = signatures;
  return first !== undefined && (await first.verified.catch(() => false));
}
