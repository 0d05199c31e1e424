import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createServiceAccountKey,
  newResource,
  OmniClient,
  parseServiceAccountKey,
  types,
} from '@fleetwright/omni-core';
import { managementService, messageCodec } from '@fleetwright/omni-core/wire';
import { importSPKI, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { sandboxWithClient } from '../testing/sandbox-client.ts';
import { SignedCalls } from '../testing/signed-call.ts';

const CLUSTER = newResource(types.Cluster, {
  id: 'demo',
  spec: { talosVersion: '1.11.3', kubernetesVersion: '1.34.1' },
});

async function failure(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'OK',
    (error: { code: number; details: string }) => `${error.code} ${error.details}`,
  );
}

function kubeconfigRequest(
  init: Parameters<ReturnType<typeof messageCodec<'management.KubeconfigRequest'>>['encode']>[0],
) {
  return messageCodec('management.KubeconfigRequest').encode(init);
}

test('a service-account kubeconfig carries a token that the published key verifies', async () => {
  await using server = await sandboxWithClient();
  using calls = await SignedCalls.open(server.sandbox);
  server.sandbox.state.put(CLUSTER);
  const request = kubeconfigRequest({
    serviceAccount: true,
    serviceAccountUser: 'ci',
    serviceAccountGroups: ['system:masters'],
    serviceAccountTtl: { seconds: 3600n },
  });

  const bytes = await calls.unary(managementService.kubeconfig.path, request, { headers: { context: 'demo' } });

  const { kubeconfig } = messageCodec('management.KubeconfigResponse').decode(bytes);
  const config = parse(Buffer.from(kubeconfig).toString());
  const [key] = server.sandbox.state.list(types.JWTPublicKey);
  const verifier = await importSPKI(Buffer.from(key?.spec.publicKey ?? []).toString(), 'RS256');
  const { payload } = await jwtVerify(config.users[0].user.token, verifier);
  expect(config['current-context']).toBe('sandbox-demo-ci');
  expect(payload).toMatchObject({
    iss: 'omni-sandbox-service-account-issuer',
    sub: 'ci',
    groups: ['system:masters'],
    cluster: 'demo',
  });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
});

test('the token of a kubeconfig is signed by the same key after a restart on the same data', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const keyIds: string[] = [];

  for (let start = 0; start < 2; start++) {
    await using server = await sandboxWithClient({ data: join(directory, 'omni.db'), controllers: { enabled: false } });
    using calls = await SignedCalls.open(server.sandbox);
    server.sandbox.state.put(CLUSTER);
    const request = kubeconfigRequest({
      serviceAccount: true,
      serviceAccountUser: 'ci',
      serviceAccountTtl: { seconds: 9n },
    });
    await calls.unary(managementService.kubeconfig.path, request, { headers: { context: 'demo' } });
    keyIds.push(...server.sandbox.state.list(types.JWTPublicKey).map(({ metadata }) => metadata.id));
  }

  expect(keyIds).toHaveLength(2);
  expect(new Set(keyIds).size).toBe(1);
  await rm(directory, { recursive: true });
});

test('kubeconfigs are refused with the reason', async () => {
  await using server = await sandboxWithClient();
  using calls = await SignedCalls.open(server.sandbox);
  using reader = new SignedCalls(
    server.sandbox.endpoint,
    await parseServiceAccountKey(await server.sandbox.createAccount('r', 'Reader')),
  );
  server.sandbox.state.put(CLUSTER);
  const { path } = managementService.kubeconfig;
  const context = { headers: { context: 'demo' } };
  const account = { serviceAccount: true, serviceAccountUser: 'ci', serviceAccountTtl: { seconds: 60n } };

  const outcomes = await Promise.all([
    failure(calls.unary(path, kubeconfigRequest({}))),
    failure(calls.unary(path, kubeconfigRequest({}), { headers: { context: 'none' } })),
    failure(calls.unary(path, kubeconfigRequest({ grantType: 'magic' }), context)),
    failure(calls.unary(path, kubeconfigRequest({ breakGlass: true }), context)),
    failure(calls.unary(path, kubeconfigRequest({ ...account, serviceAccountUser: '' }), context)),
    failure(
      calls.unary(path, kubeconfigRequest({ ...account, serviceAccountTtl: { seconds: 400_000_000n } }), context),
    ),
    failure(reader.unary(path, kubeconfigRequest(account), context)),
    failure(reader.unary(path, kubeconfigRequest({}), context)),
  ]);

  expect(outcomes).toEqual([
    '3 unable to extract request context',
    "5 resource Clusters.omni.sidero.dev(default/none@undefined) doesn't exist",
    '3 unsupported grant type "magic"',
    '7 not allowed',
    '3 service account user name is required',
    '3 service account ttl is too long',
    '7 unauthorized: access denied: insufficient role: "Reader"',
    'OK',
  ]);
});

test('configs for people name this server and the caller', async () => {
  await using server = await sandboxWithClient();
  using calls = await SignedCalls.open(server.sandbox);
  server.sandbox.state.put(CLUSTER);
  const talosRequest = messageCodec('management.TalosconfigRequest').encode({});

  const [oidc, talos, omni] = await Promise.all([
    calls.unary(managementService.kubeconfig.path, kubeconfigRequest({}), { headers: { context: 'demo' } }),
    calls.unary(managementService.talosconfig.path, talosRequest, { headers: { context: 'demo' } }),
    calls.unary(managementService.omniconfig.path, new Uint8Array()),
  ]);

  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
  const kubeconfig = parse(text(messageCodec('management.KubeconfigResponse').decode(oidc).kubeconfig));
  const talosconfig = parse(text(messageCodec('management.TalosconfigResponse').decode(talos).talosconfig));
  const omniconfig = parse(text(messageCodec('management.OmniconfigResponse').decode(omni).omniconfig));
  expect(kubeconfig.users[0].user.exec.args).toContain('--oidc-extra-scope=cluster:demo');
  expect(talosconfig.contexts['sandbox-demo']).toMatchObject({ endpoints: [server.sandbox.endpoint], cluster: 'demo' });
  expect(omniconfig.contexts.sandbox.auth.siderov1.identity).toBe('sandbox@serviceaccount.omni.sidero.dev');
});

test('a service account is created, renewed, used with both keys, listed and destroyed', async () => {
  await using server = await sandboxWithClient();
  using calls = await SignedCalls.open(server.sandbox);
  const [first, second] = await Promise.all([1, 2].map(() => createServiceAccountKey({ name: 'ci' })));
  const create = messageCodec('management.CreateServiceAccountRequest').encode({
    name: 'ci',
    role: 'Operator',
    armoredPgpPublicKey: first?.armoredPublicKey ?? '',
  });
  const renew = messageCodec('management.RenewServiceAccountRequest').encode({
    name: 'ci',
    armoredPgpPublicKey: second?.armoredPublicKey ?? '',
  });

  await calls.unary(managementService.createServiceAccount.path, create);
  await calls.unary(managementService.renewServiceAccount.path, renew);

  for (const key of [first, second]) {
    const credentials = await parseServiceAccountKey(key?.serviceAccountKey ?? '');
    await using client = new OmniClient({ endpoint: server.sandbox.endpoint, credentials });
    const me = await client.resources.get(types.CurrentUser, 'current');
    expect(me.spec).toMatchObject({ identity: 'ci@serviceaccount.omni.sidero.dev', role: 'Operator' });
  }
  const bytes = await calls.unary(managementService.listServiceAccounts.path, new Uint8Array());
  const { serviceAccounts } = messageCodec('management.ListServiceAccountsResponse').decode(bytes);
  expect(serviceAccounts.map(({ name, role, pgpPublicKeys }) => [name, role, pgpPublicKeys.length])).toEqual([
    ['ci', 'Operator', 2],
    ['sandbox', 'Admin', 1],
  ]);
  expect(await failure(calls.unary(managementService.createServiceAccount.path, create))).toMatch(/^6 /);
  const destroy = (name: string) =>
    failure(
      calls.unary(
        managementService.destroyServiceAccount.path,
        messageCodec('management.DestroyServiceAccountRequest').encode({ name }),
      ),
    );
  expect([await destroy('ci'), await destroy('ci'), await destroy('sandbox')]).toEqual([
    'OK',
    '5 service account "ci@serviceaccount.omni.sidero.dev" not found',
    '3 cannot delete your own account',
  ]);
});

test('every RPC is served, and only to those who signed', async () => {
  await using server = await sandboxWithClient();
  using calls = await SignedCalls.open(server.sandbox);
  const unsigned = { metadata: (metadata: { remove(name: string): void }) => metadata.remove('x-sidero-signature') };
  const methods = Object.values(managementService).filter(({ serverStreaming }) => !serverStreaming);

  const signed = await Promise.all(methods.map(({ path }) => failure(calls.unary(path, new Uint8Array()))));
  const refused = await Promise.all(methods.map(({ path }) => failure(calls.unary(path, new Uint8Array(), unsigned))));

  expect(signed.filter((outcome) => outcome.startsWith('12 '))).toEqual([]);
  expect(new Set(refused)).toEqual(new Set(['16 invalid signature']));
});

test('a config patch is validated as writes of patches are', async () => {
  await using server = await sandboxWithClient();
  using calls = await SignedCalls.open(server.sandbox);
  const validate = (config: string) =>
    failure(
      calls.unary(
        managementService.validateConfig.path,
        messageCodec('management.ValidateConfigRequest').encode({ config }),
      ),
    );

  expect(await validate('machine:\n  network: {}\n')).toBe('OK');
  expect(await validate('machine:\n  token: x\n')).toMatch(
    /overriding "machine.token" is not allowed in the config patch/,
  );
});
