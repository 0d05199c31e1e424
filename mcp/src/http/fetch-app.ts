import {
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  type OAuthTokenVerifier,
  originValidationResponse,
  requireBearerAuth,
} from '@modelcontextprotocol/server';
import type { OmniMcp } from '../server/create-omni-mcp.ts';

export interface FetchAppOptions {
  /** Host names requests may be addressed to, without port. @default the names of this machine's loopback */
  readonly allowedHosts?: readonly string[];
  /** Host names of web pages that may call, without port. @default the names of this machine's loopback */
  readonly allowedOrigins?: readonly string[];
  /** Checks bearer tokens. @default everybody who can connect may call */
  readonly verifier?: OAuthTokenVerifier;
}

/** Answers web-standard requests: what Node, Lambda and tests put in front of a socket. */
export type FetchApp = (request: Request) => Promise<Response>;

/** Where the protocol is spoken. */
export const MCP_PATH = '/mcp';

/**
 * The server as one function from request to response: `/mcp` behind the guards, `/healthz` for load balancers.
 * Host and Origin are always checked, so that a web page cannot reach a server on somebody's machine.
 */
export function createFetchApp(mcp: OmniMcp, options: FetchAppOptions = {}): FetchApp {
  const {
    allowedHosts = localhostAllowedHostnames(),
    allowedOrigins = localhostAllowedHostnames(),
    verifier,
  } = options;
  const hosts = [...allowedHosts];
  const origins = [...allowedOrigins];
  const authenticate = verifier && requireBearerAuth({ verifier });
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz') return health(request);
    const refused = hostHeaderValidationResponse(request, hosts) ?? originValidationResponse(request, origins);
    if (refused) return refused;
    if (pathname !== MCP_PATH) return plain(404, `Not found. The protocol is spoken at ${MCP_PATH}.`);
    if (authenticate === undefined) return mcp.handler.fetch(request);
    const authInfo = await authenticate(request);
    return authInfo instanceof Response ? authInfo : mcp.handler.fetch(request, { authInfo });
  };
}

/** Says that the process answers; it does not say anything about Omni, so that an outage there restarts nothing here. */
function health(request: Request): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Method not allowed.');
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}

function plain(status: number, text: string): Response {
  return new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}
