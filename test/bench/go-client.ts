import type { Reachable } from '../interop/harness/connect.ts';
import { type GoProgram, programPath } from '../interop/harness/go-programs.ts';
import { type LineProcess, startLineProcess } from '../interop/harness/line-process.ts';

/** Starts a Go peer on a server and waits until it is connected. */
export async function startGoClient(
  program: GoProgram,
  server: Reachable,
  flags: readonly string[] = [],
): Promise<LineProcess> {
  const client = startLineProcess(programPath(program), flags, {
    env: {
      ...process.env,
      OMNI_ENDPOINT: server.endpoint,
      OMNI_SERVICE_ACCOUNT_KEY: server.serviceAccountKey,
    },
  });
  await client.nextLine();
  return client;
}
