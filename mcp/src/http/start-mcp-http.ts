import { createServer, type Server } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { isLoopback, OmniError } from '@fleetwright/omni-core';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createOmniMcp, MAX_BODY_BYTES, type OmniMcpOptions } from '../server/create-omni-mcp.ts';
import { silentLog } from '../server/log.ts';
import { createFetchApp, type FetchAppOptions, MCP_PATH } from './fetch-app.ts';

export interface McpHttpOptions extends OmniMcpOptions, FetchAppOptions {
  /** Address to listen on. Other than loopback only with a `verifier`. @default '127.0.0.1' */
  readonly host?: string;
  /** @default 0, any free port */
  readonly port?: number;
}

/** A server that listens. Disposing it stops listening and ends what is open. */
export interface McpHttp extends AsyncDisposable {
  /** Where clients connect, e.g. `http://127.0.0.1:8080/mcp`. */
  readonly url: string;
}

/** How long a client may take to send its request, in milliseconds. */
const REQUEST_TIMEOUT_MS = 60_000;

/**
 * Serves MCP over Streamable HTTP.
 * @throws {OmniError} `configuration_invalid` for an address others can reach without authentication
 */
export async function startMcpHttp(options: McpHttpOptions): Promise<McpHttp> {
  const { host = '127.0.0.1', port = 0, verifier, log = silentLog, maxBodyBytes = MAX_BODY_BYTES } = options;
  if (!isLoopback(host) && verifier === undefined) {
    throw new OmniError('configuration_invalid', `Refusing to listen on ${host} without authentication.`, {
      hint: 'Set OMNI_MCP_TOKEN to a long random token, or listen on 127.0.0.1.',
    });
  }
  const mcp = createOmniMcp(options);
  const fetch = createFetchApp(mcp, options);
  const handle = toNodeHandler(
    { fetch },
    { maxRequestBodySize: maxBodyBytes, onerror: (error) => log.warn({ error: error.name }, 'a request failed') },
  );
  const server = createServer(
    // A server's requests always have a method and a URL; the type is shared with client responses.
    (request, response) => void handle(request as typeof request & { method: string; url: string }, response),
  );
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await listen(server, host, port);
  return {
    url: `http://${urlHost(host)}:${(server.address() as AddressInfo).port}${MCP_PATH}`,
    async [Symbol.asyncDispose]() {
      await mcp.close();
      server.closeAllConnections();
      if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function urlHost(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new OmniError('configuration_invalid', `Cannot listen on ${host}:${port} (${cause.code ?? cause.message}).`, {
          hint: 'Choose another --port, or stop what uses this one.',
          cause,
        }),
      ),
    );
    server.listen(port, host, () => resolve());
  });
}
