import { loadTemplateFile, mergeTalosconfig, OmniClient, parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { machineId, numberedMachines, type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What these commands of omnictl do, done with the library on a server that answers. */
const fleet = (cluster: string) =>
  new URL(`../../packages/omni-core/examples/fleet/${cluster}.yaml`, import.meta.url).pathname;
const BOOTED = { id: machineId(9), talosVersion: '1.13.0', installed: false };

let sandbox: Sandbox;
let omni: OmniClient;

beforeAll(async () => {
  sandbox = await startSandbox({
    controllers: { tickMs: 10 },
    seed: { machines: [...numberedMachines(8), BOOTED] },
  });
  omni = new OmniClient({
    endpoint: sandbox.endpoint,
    credentials: await parseServiceAccountKey(sandbox.serviceAccountKey),
  });
  for (const cluster of ['harbour', 'quay']) {
    await omni.templates.sync(await loadTemplateFile(fleet(cluster)));
    await omni.clusters.waitUntilReady(cluster, { intervalMs: 100 });
  }
});

afterAll(async () => {
  await omni[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

describe('cluster', () => {
  it('kubernetes upgrade-pre-checks and manifest-sync', async () => {
    const checks = await omni.management.kubernetesUpgradePreChecks('harbour', '1.34.2');
    const events = await Array.fromAsync(omni.management.syncKubernetesManifests('harbour'));

    expect(checks.ok).toBe(true);
    expect(events.length).toBeGreaterThan(0);
  });

  it('secret rotate talos-ca, kubernetes-ca and status', async () => {
    await omni.clusters.rotateSecret('harbour', 'talos-ca');
    await omni.clusters.rotateSecret('harbour', 'kubernetes-ca');
    const rotation = await omni.clusters.secretRotation('harbour');

    expect(rotation.phase).toBe('OK');
  });

  it('machine delete', async () => {
    await omni.machines.remove(machineId(3));

    expect(await omni.machines.find(machineId(3))).toMatchObject({ cluster: '', available: true });
  });

  it('template delete and delete', async () => {
    await omni.templates.delete(await loadTemplateFile(fleet('harbour')));
    await omni.clusters.delete('quay');

    expect(await omni.resources.list(types.Cluster)).toEqual([]);
  });
});

describe('machine', () => {
  it('install, then upgrade', async () => {
    const installed = await Array.fromAsync(omni.machines.maintain(BOOTED.id, { kind: 'install', disk: '/dev/vda' }));
    const [version = ''] = (await omni.resources.get(types.TalosVersion, BOOTED.talosVersion)).spec
      .upgradableTalosVersions;
    const upgraded = await Array.fromAsync(omni.machines.maintain(BOOTED.id, { kind: 'upgrade', version }));

    expect(installed).toContain('installing to /dev/vda');
    expect(upgraded).toContain('upgrading');
    expect((await omni.machines.find(BOOTED.id)).talosVersion).toBe(version);
  });

  it('logs', async () => {
    const lines = await Array.fromAsync(omni.machines.logs(machineId(1), { tailLines: 2 }));

    expect(lines).toHaveLength(2);
  });

  it('shutdown, and power-on of a machine only a person can switch on', async () => {
    await omni.machines.powerOff(machineId(8));

    expect(await omni.machines.find(machineId(8))).toMatchObject({ connected: false });
    await expect(omni.machines.powerOn(machineId(8))).rejects.toMatchObject({ code: 'precondition_failed' });
  });

  it('configure machine', async () => {
    await omni.machines.setConnection(machineId(7), 'http-tunnel');
    const tunnel = await omni.resources.get(types.GRPCTunnelConfig, machineId(7));
    await omni.machines.setConnection(machineId(7), 'auto');
    await omni.machines.resetUniqueToken(machineId(7));

    expect(tunnel.spec.enabled).toBe(true);
    expect(await omni.resources.find(types.GRPCTunnelConfig, machineId(7))).toBeUndefined();
  });
});

describe('media', () => {
  it('preset create, list, delete and download', async () => {
    await omni.media.createPreset({ name: 'metal', talosVersion: '1.11.3', extensions: ['zfs'] });
    const presets = await omni.media.listPresets();
    const { url, fileName } = await omni.media.image('metal');
    await omni.media.deletePreset('metal');

    expect(presets).toMatchObject([{ name: 'metal', extensions: ['siderolabs/zfs'] }]);
    expect(url).toMatch(/^https:\/\/.*\/v1\.11\.3\/metal-amd64\.iso$/);
    expect(fileName).toMatch(/^metal-1\.11\.3-[0-9a-f]{6}\.iso$/);
    expect(await omni.media.listPresets()).toEqual([]);
  });
});

describe('talosconfig', () => {
  it('is merged into an existing one', async () => {
    const fetched = await omni.management.talosconfig();

    expect(mergeTalosconfig(undefined, fetched).text).toContain('contexts:');
  });
});

describe('jointoken', () => {
  it('create, list, make-default, renew, revoke, unrevoke and delete', async () => {
    const [initial] = await omni.joinTokens.list();
    const id = await omni.joinTokens.create('berth');
    await omni.joinTokens.makeDefault(id);
    await omni.joinTokens.renew(id, 3_600_000);
    await expect.poll(() => token(id)).toMatchObject({ name: 'berth', isDefault: true, expires: expect.any(Date) });

    await omni.joinTokens.makeDefault(initial?.id ?? '');
    await omni.joinTokens.revoke(id, { force: true });
    await expect.poll(() => token(id)).toMatchObject({ state: 'revoked' });
    await omni.joinTokens.unrevoke(id);
    await expect.poll(() => token(id)).toMatchObject({ state: 'active' });
    await omni.joinTokens.delete(id, { force: true });

    await expect.poll(() => token(id)).toBeUndefined();
  });

  it('machine-config, kernel-args and omni-endpoint', async () => {
    const { config, kernelArgs } = await omni.joinTokens.machineConfig({ tokenName: 'initial token' });
    const url = new URL(await omni.joinTokens.joinUrl());

    expect(config).toContain('kind: SideroLinkConfig');
    expect(kernelArgs.some((argument) => argument.startsWith('siderolink.api='))).toBe(true);
    expect(url.searchParams.get('jointoken')).not.toBe('');
  });
});

describe('infraprovider', () => {
  it('create, list, renewkey and delete', async () => {
    const { name } = await omni.infraProviders.create('crane');
    const renewed = await omni.infraProviders.renewKey('crane');
    await expect.poll(async () => (await omni.infraProviders.list()).map(({ id }) => id)).toEqual(['crane']);
    await omni.infraProviders.delete('crane');

    expect(name).toBe(renewed.name);
    await expect.poll(() => omni.infraProviders.list()).toEqual([]);
  });
});

async function token(wanted: string) {
  return (await omni.joinTokens.list()).find(({ id }) => id === wanted);
}
