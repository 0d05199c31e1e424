import { type AgentOptions, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Endpoint } from '../../config/endpoint.ts';
import { isLoopback } from '../../config/loopback.ts';
import { OmniError } from '../../errors/omni-error.ts';

/** Shorter than what servers and load balancers usually allow, so that a request does not meet their end of it. */
const IDLE_MS = 20_000;

/** When probes of an idle connection begin: HTTP/1.1 has no ping of its own. */
const PROBE_MS = 30_000;

/**
 * Keeps and shares connections to the endpoint. Goes through the proxy of `https_proxy` or `http_proxy` (also in
 * capitals, and `all_proxy`) unless `no_proxy` names the host; never to this machine.
 *
 * @throws {OmniError} `configuration_invalid` for a proxy URL that cannot be read
 */
export async function httpAgent(endpoint: Endpoint): Promise<HttpAgent> {
  const options: AgentOptions = { keepAlive: true, keepAliveMsecs: PROBE_MS, timeout: IDLE_MS };
  const proxy = await proxyOf(endpoint);
  if (proxy === undefined) return endpoint.secure ? new HttpsAgent(options) : new HttpAgent(options);
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  return new HttpsProxyAgent(proxy, options);
}

async function proxyOf({ host, secure, port }: Endpoint): Promise<URL | undefined> {
  if (isLoopback(host)) return undefined;
  const { getProxyForUrl } = await import('proxy-from-env');
  const name = host.includes(':') ? `[${host}]` : host;
  const text = getProxyForUrl(`${secure ? 'https' : 'http'}://${name}:${port}`);
  if (text === '') return undefined;
  const proxy = URL.parse(text);
  if (proxy !== null && /^https?:$/.test(proxy.protocol)) return proxy;
  // Not the URL, which may have a password in it.
  throw new OmniError('configuration_invalid', 'The proxy named by the environment is no HTTP proxy', {
    hint: 'Set https_proxy to a URL such as http://proxy.example.com:3128, or name the host in no_proxy.',
  });
}
