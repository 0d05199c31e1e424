import type { ServerResponse } from 'node:http';
import { parseEndpoint } from '../../../config/endpoint.ts';
import { messageCodec } from '../../../wire/message-codec.ts';
import type { HeaderSource } from '../../header-source.ts';
import { TEST_CERTIFICATE } from '../../testing/certificate.ts';
import { HttpTransport, type HttpTransportOptions } from '../http-transport.ts';
import { type Answer, type HttpServer, type ReceivedRequest, startHttpServer } from './http-server.ts';

/** One resource. */
export const REQUEST = messageCodec('cosi.resource.GetRequest').encode({ namespace: 'default', type: 'T', id: 'a' });
/** All of a type. */
export const ALL = messageCodec('cosi.resource.ListRequest').encode({ namespace: 'default' });
/** A request that a test's server can tell from {@link ALL}. */
export const OTHER = messageCodec('cosi.resource.ListRequest').encode({ namespace: 'other' });

/** Signs what nobody here checks. */
export const signer: HeaderSource = {
  sign: () => ({ 'x-sidero-timestamp': '1', 'x-sidero-payload': '{}', 'x-sidero-signature': 'siderov1 a b c' }),
};

/** An answer that does not come. */
export const never: Answer = () => {};

/** Starts a server and connects to it; both go into `open`, which the test closes. */
export async function connectTo(
  open: AsyncDisposable[],
  answer: Answer,
  options: Partial<HttpTransportOptions> & { readonly serveTls?: boolean } = {},
): Promise<{ readonly server: HttpServer; readonly transport: HttpTransport }> {
  const { serveTls = false, ...rest } = options;
  const server = await startHttpServer(answer, serveTls ? TEST_CERTIFICATE : undefined);
  const transport = new HttpTransport({ endpoint: parseEndpoint(server.endpoint), signer, ...rest });
  open.push(server, transport);
  return { server, transport };
}

/** What Get and List answer for a resource. */
export function got(id: string): unknown {
  return { resource: { metadata: { id } } };
}

/** The id of the resource in such an answer. */
export function idOf(message: Uint8Array): string | undefined {
  return messageCodec('cosi.resource.GetResponse').decode(message).resource?.metadata?.id;
}

/** True for {@link OTHER}. */
export function isOther({ body }: ReceivedRequest): boolean {
  return (body as { namespace?: string }).namespace === 'other';
}

/** Writes one line of a stream. */
export function line(response: ServerResponse, value: unknown): void {
  if (!response.headersSent) response.setHeader('Content-Type', 'application/json');
  response.write(`${JSON.stringify(value)}\n`);
}
