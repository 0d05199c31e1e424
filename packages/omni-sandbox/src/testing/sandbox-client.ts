import { OmniClient, parseServiceAccountKey } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import type { SandboxOptions } from '../sandbox-options.ts';
import { transportUnderTest } from './transport-under-test.ts';

/** A sandbox with an Admin's client on it. */
export interface SandboxWithClient extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly client: OmniClient;
  /** Another client, of a new account. */
  as(name: string, role: Parameters<Sandbox['createAccount']>[1]): Promise<OmniClient>;
}

/** Starts a fast sandbox; disposing it closes all its clients as well. */
export async function sandboxWithClient(options: SandboxOptions = {}): Promise<SandboxWithClient> {
  await using resources = new AsyncDisposableStack();
  const sandbox = resources.use(await startSandbox({ controllers: { tickMs: 5 }, seed: { machines: 4 }, ...options }));
  const open = async (key: string) => {
    const credentials = await parseServiceAccountKey(key);
    return owned.use(
      new OmniClient({
        endpoint: sandbox.endpoint,
        credentials,
        transport: transportUnderTest(),
        ...(sandbox.ca !== undefined && { tls: { ca: sandbox.ca } }),
      }),
    );
  };
  const owned = resources.move();
  const client = await open(sandbox.serviceAccountKey);
  return {
    sandbox,
    client,
    as: async (name, role) => open(await sandbox.createAccount(name, role)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
