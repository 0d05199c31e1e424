import { describe, expect, it } from 'vitest';
import {
  authService,
  managementService,
  oidcService,
  type RpcMethod,
  resourceService,
  stateService,
} from '../wire/services.ts';
import { ReadOnlyTransport } from './read-only-transport.ts';
import { isRepeatable } from './repeatable-methods.ts';
import { type RpcEffect, rpcEffect } from './rpc-effects.ts';
import type { Transport } from './transport.ts';
import { WriteNotice } from './write-notice.ts';

const METHODS: readonly RpcMethod[] = [
  authService,
  managementService,
  oidcService,
  resourceService,
  stateService,
].flatMap((service): readonly RpcMethod[] => Object.values(service));

/** Every RPC of the contract that changes nothing by itself. A new one changes something until somebody says otherwise. */
const HARMLESS: Readonly<Record<string, RpcEffect>> = {
  '/auth.AuthService/AwaitPublicKeyConfirmation': 'follows',
  '/cosi.resource.State/Get': 'reads',
  '/cosi.resource.State/List': 'reads',
  '/cosi.resource.State/Watch': 'follows',
  '/management.ManagementService/GetBootAssetURL': 'depends',
  '/management.ManagementService/GetMachineJoinConfig': 'depends',
  '/management.ManagementService/GetSupportBundle': 'follows',
  '/management.ManagementService/Kubeconfig': 'depends',
  '/management.ManagementService/KubernetesSyncManifests': 'depends',
  '/management.ManagementService/KubernetesUpgradePreChecks': 'reads',
  '/management.ManagementService/ListServiceAccounts': 'reads',
  '/management.ManagementService/ListUsers': 'reads',
  '/management.ManagementService/MachineLogs': 'follows',
  '/management.ManagementService/Omniconfig': 'reads',
  '/management.ManagementService/ReadAuditLog': 'follows',
  '/management.ManagementService/Talosconfig': 'depends',
  '/management.ManagementService/ValidateConfig': 'reads',
  '/management.ManagementService/ValidateJSONSchema': 'reads',
  '/omni.resources.ResourceService/Controllers': 'reads',
  '/omni.resources.ResourceService/DependencyGraph': 'reads',
  '/omni.resources.ResourceService/Get': 'reads',
  '/omni.resources.ResourceService/List': 'reads',
  '/omni.resources.ResourceService/Watch': 'follows',
};

/** Remembers what was sent; answers everything. */
class Sent implements Transport {
  readonly methods: string[] = [];

  async unary(method: string): Promise<Uint8Array> {
    this.methods.push(method);
    return new Uint8Array();
  }

  async *serverStream(method: string) {
    this.methods.push(method);
    yield [new Uint8Array()];
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

async function callAll(transport: Transport): Promise<readonly (string | undefined)[]> {
  const outcomes: (string | undefined)[] = [];
  for (const { path, serverStreaming } of METHODS) {
    const call = serverStreaming
      ? Array.fromAsync(transport.serverStream(path, new Uint8Array()))
      : transport.unary(path, new Uint8Array());
    outcomes.push(
      await call.then(
        () => undefined,
        (error: { readonly code: string }) => error.code,
      ),
    );
  }
  return outcomes;
}

describe('what an RPC does', () => {
  it('is known of every one', () => {
    const effects = METHODS.map(({ path }) => [path, rpcEffect(path)]).filter(([, effect]) => effect !== 'writes');

    expect(Object.fromEntries(effects)).toEqual(HARMLESS);
    expect(rpcEffect('/management.ManagementService/OfANewerOmni')).toBe('writes');
  });

  it('decides that no call is repeated that may change something twice', () => {
    const repeatable = METHODS.map(({ path }) => path).filter(isRepeatable);

    expect(repeatable.filter((path) => rpcEffect(path) !== 'reads')).toEqual([
      '/management.ManagementService/GetBootAssetURL',
    ]);
  });

  it('lets a read-only transport refuse all that write, before anything is sent', async () => {
    const sent = new Sent();

    const outcomes = await callAll(new ReadOnlyTransport(sent));

    const refused = METHODS.filter((_, index) => outcomes[index] === 'read_only').map(({ path }) => path);
    expect(refused).toEqual(METHODS.map(({ path }) => path).filter((path) => !(path in HARMLESS)));
    expect(sent.methods.filter((path) => refused.includes(path))).toEqual([]);
    expect(sent.methods).toHaveLength(METHODS.length - refused.length);
  });

  it('is told before and after everything but reads', async () => {
    const told: string[] = [];
    const sent = new Sent();
    const transport = new WriteNotice(sent, () => told.push(String(sent.methods.length)));

    await callAll(transport);

    const writing = METHODS.map(({ path }, index) => [path, index] as const).filter(
      ([path]) => !['reads', 'follows'].includes(HARMLESS[path] ?? 'writes'),
    );
    expect(told).toEqual(writing.flatMap(([, index]) => [String(index), String(index + 1)]));
  });
});
