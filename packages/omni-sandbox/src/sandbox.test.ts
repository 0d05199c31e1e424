import { isOmniError, types } from '@fleetwright/omni-core';
import { stateService } from '@fleetwright/omni-core/wire';
import { describe, expect, test } from 'vitest';
import { startSandbox } from './sandbox.ts';
import { sandboxWithClient } from './testing/sandbox-client.ts';
import { SignedCalls } from './testing/signed-call.ts';
import { callUnary, outcomeOf } from './testing/unary-call.ts';

async function codeOf(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'ok',
    (error: unknown) => (isOmniError(error) ? error.code : String(error)),
  );
}

describe('a sandbox', () => {
  test('serves TLS that clients trust by its certificate', async () => {
    await using server = await sandboxWithClient({ tls: true });

    const me = await server.client.resources.get(types.CurrentUser, 'current');

    expect(server.sandbox.endpoint).toMatch(/^https:/);
    expect(me.spec.role).toBe('Admin');
  });

  test('refuses to start where others can reach it, or where somebody else listens', async () => {
    await using first = await startSandbox();

    expect(await codeOf(startSandbox({ host: '0.0.0.0' }))).toBe('configuration_invalid');
    expect(await codeOf(startSandbox({ port: Number(new URL(first.endpoint).port) }))).toBe('unavailable');
    expect(await codeOf(startSandbox({ data: '/none/omni.db' }))).toBe('configuration_invalid');
  });

  test('refuses and delays calls on demand, and only as often as asked', async () => {
    await using sandbox = await startSandbox();
    // By hand: the client would try again and hide the refusals.
    using calls = await SignedCalls.open(sandbox);
    const request = { namespace: 'default', type: types.AuthConfig.type, id: 'auth-config' };
    const read = () => outcomeOf(callUnary(calls, stateService.get, request));
    sandbox.faults.refuse(stateService.get.path, 'RESOURCE_EXHAUSTED', 'too much', { times: 2 });
    sandbox.faults.delay(stateService.get.path, 80);

    const outcomes = [await read(), await read()];
    const started = performance.now();
    outcomes.push(await read());
    const delayed = performance.now() - started;

    expect(outcomes).toEqual(['8 too much', '8 too much', 'OK']);
    expect(delayed).toBeGreaterThan(70);
  });

  test('tells every role what it may do, and holds it to that', async () => {
    await using server = await sandboxWithClient();
    const reader = await server.as('reader', 'Reader');
    const operator = await server.as('operator', 'Operator');

    const permissions = await Promise.all(
      [reader, operator, server.client].map((client) => client.resources.get(types.Permission, 'permissions')),
    );

    expect(permissions.map(({ spec }) => [spec.canReadClusters, spec.canCreateClusters, spec.canManageUsers])).toEqual([
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ]);
    expect(await codeOf(reader.resources.teardown(types.Link, 'x'))).toBe('access_denied');
    expect(await codeOf(operator.resources.teardown(types.Link, 'x'))).toBe('not_found');
    expect(await codeOf(operator.resources.list(types.Identity))).toBe('access_denied');
  });

  test('computes what is virtual and refuses to watch it', async () => {
    await using server = await sandboxWithClient();
    const { resources } = server.client;

    const endpoint = await resources.get(types.AdvertisedEndpoint, 'current');
    const quirk = await resources.get(types.Quirk, '1.11.0');
    const completion = await resources.get(types.LabelsCompletion, types.MachineStatus.type);

    expect(endpoint.spec.grpcApiUrl).toBe(server.sandbox.endpoint);
    expect(quirk.spec).toEqual({
      supportsUnifiedInstaller: true,
      supportsFactoryTalosctl: true,
      supportsEmbeddedConfig: false,
    });
    expect(completion.spec.items['omni.sidero.dev/arch']?.items).toEqual(['amd64']);
    expect(await codeOf(resources.get(types.Quirk, 'none'))).toBe('not_found');
    expect(await codeOf(resources.watch(types.CurrentUser).next())).toBe('unimplemented');
  });

  test('publishes service accounts with their keys', async () => {
    await using server = await sandboxWithClient();
    await server.as('ci', 'Operator');

    for await (const event of server.client.resources.watch(types.ServiceAccountStatus)) {
      if (event.kind === 'bootstrapped' || event.resource.metadata.id !== 'ci@serviceaccount.omni.sidero.dev') continue;
      expect(event.resource.spec).toMatchObject({ role: 'Operator', publicKeys: [{ id: expect.any(String) }] });
      break;
    }
  });
});
