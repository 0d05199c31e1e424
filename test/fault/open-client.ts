import { OmniClient, type OmniClientOptions, parseServiceAccountKey } from '@fleetwright/omni-core';

/** What breaks between a client and its Omni breaks on both ways there. */
export const TRANSPORTS = ['grpc', 'http'] as const;

/** Where a client goes and as whom. */
export interface Target {
  readonly endpoint: string;
  readonly serviceAccountKey: string;
}

/** A client as programs make it. */
export async function openClient(target: Target, options: Partial<OmniClientOptions> = {}): Promise<OmniClient> {
  const credentials = await parseServiceAccountKey(target.serviceAccountKey);
  return new OmniClient({ endpoint: target.endpoint, credentials, ...options });
}
