// A Lambda handler with its key in AWS Secrets Manager. Client and key are made once per container and used again.
import { OmniClient, types } from '@fleetwright/omni-core';
import { serviceAccountKeyFromSecretsManager } from '@fleetwright/omni-core/aws';

let client: Promise<OmniClient> | undefined;

/** Answers how many clusters there are and how many of them are ready. */
export async function handler(): Promise<{ readonly clusters: number; readonly ready: number }> {
  client ??= connect().catch((error: unknown) => {
    client = undefined; // the next invocation tries again
    throw error;
  });
  const omni = await client;
  const statuses = await omni.resources.list(types.ClusterStatus, { timeoutMs: 5_000 });
  return { clusters: statuses.length, ready: statuses.filter(({ spec }) => spec.ready).length };
}

async function connect(): Promise<OmniClient> {
  const { OMNI_ENDPOINT: endpoint = '', OMNI_KEY_SECRET: secret = '' } = process.env;
  return new OmniClient({ endpoint, credentials: await serviceAccountKeyFromSecretsManager(secret), readOnly: true });
}
