import { Client, type FetchLike, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport as TransportV1 } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { createFetchApp } from '../http/fetch-app.ts';
import type { OmniMcp } from '../server/create-omni-mcp.ts';

/** What a person answers to a question; `undefined` for a client that cannot ask. */
export type Person = (message: string) => {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content?: Record<string, string | boolean>;
};

/** What tests need of a client, whichever SDK it is from. */
export interface TestClient extends AsyncDisposable {
  readonly tools: () => Promise<readonly { readonly name: string }[]>;
  readonly call: (name: string, args?: Record<string, unknown>) => Promise<TestResult>;
}

/** A call's outcome, taken apart. */
export interface TestResult {
  readonly isError: boolean;
  readonly text: string;
  /** `data` of the structured content, or the error. */
  readonly data: Record<string, unknown>;
  readonly whole: unknown;
}

/** Ways to connect over HTTP: where to, and how to send. */
export interface HttpTarget {
  readonly url: string;
  readonly fetch?: FetchLike;
  readonly headers?: Record<string, string>;
}

/** Reaches a server without a socket. */
export function inProcess(mcp: OmniMcp): HttpTarget {
  const app = createFetchApp(mcp);
  return {
    url: 'http://127.0.0.1/mcp',
    fetch: (url, init) => {
      const request = new Request(url, init);
      request.headers.set('host', '127.0.0.1');
      return app(request);
    },
  };
}

/** A client of the second SDK that speaks the protocol of 2026. */
export async function modernClient(target: HttpTarget, person?: Person): Promise<TestClient> {
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities: person ? { elicitation: { form: {} } } : {} },
  );
  if (person) client.setRequestHandler('elicitation/create', ({ params }) => person(params.message));
  await client.connect(
    new StreamableHTTPClientTransport(new URL(target.url), {
      requestInit: { headers: target.headers ?? {} },
      ...(target.fetch === undefined ? {} : { fetch: target.fetch }),
    }),
  );
  return {
    tools: async () => (await client.listTools()).tools,
    call: async (name, args = {}) => outcome(await client.callTool({ name, arguments: args })),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** A client of the first SDK, which speaks the protocol of 2025, over HTTP. */
export function legacyClient(target: HttpTarget, person?: Person): Promise<TestClient> {
  const transport = new HttpV1(new URL(target.url), {
    requestInit: { headers: target.headers ?? {} },
    ...(target.fetch === undefined ? {} : { fetch: target.fetch }),
  });
  // The class declares an optional session id that its own interface wants exact.
  return clientV1(transport as TransportV1, person);
}

/** A client of the first SDK over any transport. */
export async function clientV1(transport: TransportV1, person?: Person): Promise<TestClient> {
  const client = new ClientV1({ name: 'test', version: '1' }, { capabilities: person ? { elicitation: {} } : {} });
  if (person) client.setRequestHandler(ElicitRequestSchema, ({ params }) => person(params.message));
  await client.connect(transport);
  return {
    tools: async () => (await client.listTools()).tools,
    call: async (name, args = {}) => outcome(await client.callTool({ name, arguments: args })),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

function outcome(result: { readonly [key: string]: unknown }): TestResult {
  const [block] = Array.isArray(result['content']) ? result['content'] : [];
  const text = String(block?.text ?? '');
  const isError = result['isError'] === true;
  const structured = result['structuredContent'] as { readonly data?: Record<string, unknown> } | undefined;
  return { isError, text, data: structured?.data ?? parseError(text), whole: result };
}

function parseError(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
