import { type Credentials, OmniClient, OmniError, parseServiceAccountKey } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';

/** The Omni the tour works on, and the key it works with. */
export interface OmniUnderTour extends AsyncDisposable {
  readonly endpoint: string;
  /** Value for `OMNI_SERVICE_ACCOUNT_KEY`. Secret. */
  readonly serviceAccountKey: string;
  /** Set when the tour started a sandbox of its own, which it may do anything to. */
  readonly sandbox: Sandbox | undefined;
  /** A new client; the caller closes it. */
  connect(options: { readonly readOnly: boolean }): OmniClient;
}

/**
 * The Omni named by the environment, or a fresh sandbox when it names none.
 * @throws {OmniError} `configuration_invalid` when the environment names an Omni but holds no key, or the reverse
 */
export async function omniUnderTour(environment: NodeJS.ProcessEnv): Promise<OmniUnderTour> {
  const endpoint = environment['OMNI_ENDPOINT'];
  const key = environment['SIDERO_SERVICE_ACCOUNT_KEY'] ?? environment['OMNI_SERVICE_ACCOUNT_KEY'];
  if (endpoint === undefined && key === undefined) return sandboxUnderTour(await startSandbox());
  if (endpoint === undefined || key === undefined) {
    throw new OmniError('configuration_invalid', 'only one of OMNI_ENDPOINT and OMNI_SERVICE_ACCOUNT_KEY is set', {
      hint: 'Set both to look at an Omni of yours, or none to start a sandbox.',
    });
  }
  return connectable(endpoint, key, await parseServiceAccountKey(key), undefined);
}

async function sandboxUnderTour(sandbox: Sandbox): Promise<OmniUnderTour> {
  const credentials = await parseServiceAccountKey(sandbox.serviceAccountKey);
  return connectable(sandbox.endpoint, sandbox.serviceAccountKey, credentials, sandbox);
}

function connectable(
  endpoint: string,
  serviceAccountKey: string,
  credentials: Credentials,
  sandbox: Sandbox | undefined,
): OmniUnderTour {
  return {
    endpoint,
    serviceAccountKey,
    sandbox,
    connect: ({ readOnly }) => new OmniClient({ endpoint, credentials, readOnly }),
    [Symbol.asyncDispose]: async () => {
      await sandbox?.[Symbol.asyncDispose]();
    },
  };
}
