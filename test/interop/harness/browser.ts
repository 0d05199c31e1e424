import { authService, messageCodec } from '@fleetwright/omni-core/wire';
import type { Sandbox } from '@fleetwright/omni-sandbox';
import { Client, credentials, Metadata } from '@grpc/grpc-js';

/** Does what a person does with a login URL: grants access to the key, as the user the URL is for. */
export async function grantAccess(sandbox: Sandbox, loginUrl: string, email: string): Promise<void> {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${await sandbox.confirmationToken(email)}`);
  const publicKeyId = new URL(loginUrl).searchParams.get('public-key-id') ?? '';
  const { path, request } = authService.confirmPublicKey;
  const message = messageCodec(request).encode({ publicKeyId });
  const client = new Client(new URL(sandbox.endpoint).host, credentials.createInsecure());
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const raw = (bytes: Buffer): Buffer => bytes;
  client.makeUnaryRequest(path, raw, raw, Buffer.from(message), metadata, (error) => {
    if (error === null) resolve();
    else reject(error);
  });
  await promise.finally(() => client.close());
}
