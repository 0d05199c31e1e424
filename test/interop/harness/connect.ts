import { OmniClient, type OmniClientOptions, parseServiceAccountKey } from '@fleetwright/omni-core';

/** Anything that can be reached with a service account key. */
export interface Reachable {
  readonly endpoint: string;
  readonly serviceAccountKey: string;
  readonly ca?: string | undefined;
  readonly gateway?: string | undefined;
}

let throughGateway = false;

/** Lets all clients of this test file go through the gateway. */
export function connectThroughGateway(): void {
  throughGateway = true;
}

/** Our client on a server, with that server's own key unless another is given. */
export async function connect(
  server: Reachable,
  options: Partial<OmniClientOptions> & { readonly serviceAccountKey?: string } = {},
): Promise<OmniClient> {
  const { serviceAccountKey = server.serviceAccountKey, ...rest } = options;
  return new OmniClient({
    endpoint: throughGateway ? (server.gateway ?? '') : server.endpoint,
    transport: throughGateway ? 'http' : 'grpc',
    credentials: await parseServiceAccountKey(serviceAccountKey),
    ...(server.ca === undefined ? {} : { tls: { ca: server.ca } }),
    ...rest,
  });
}
