import { OmniClient, type OmniClientOptions, parseServiceAccountKey } from '@fleetwright/omni-core';

/** Anything that can be reached with a service account key. */
export interface Reachable {
  readonly endpoint: string;
  readonly serviceAccountKey: string;
  readonly ca?: string | undefined;
}

/** Our client on a server, with that server's own key unless another is given. */
export async function connect(
  server: Reachable,
  options: Partial<OmniClientOptions> & { readonly serviceAccountKey?: string } = {},
): Promise<OmniClient> {
  const { serviceAccountKey = server.serviceAccountKey, ...rest } = options;
  return new OmniClient({
    endpoint: server.endpoint,
    credentials: await parseServiceAccountKey(serviceAccountKey),
    ...(server.ca === undefined ? {} : { tls: { ca: server.ca } }),
    ...rest,
  });
}
