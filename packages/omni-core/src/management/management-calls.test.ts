import { describe, expect, it } from 'vitest';
import { scriptedManagement } from './testing/scripted-management.ts';

describe('upgrade pre-checks', () => {
  it('say what stands in the way, for a version with or without v', async () => {
    await using server = await scriptedManagement({
      kubernetesUpgradePreChecks: ({ newVersion }, { metadata }) => ({
        ok: newVersion === '1.35.0',
        reason: `${metadata.get('context').join()} ${newVersion}`,
      }),
    });

    expect(await server.management.kubernetesUpgradePreChecks('demo', 'v1.36.0')).toEqual({
      ok: false,
      reason: 'demo 1.36.0',
    });
    expect(await server.management.kubernetesUpgradePreChecks('demo', '1.35.0')).toMatchObject({ ok: true });
    await expect(server.management.kubernetesUpgradePreChecks('demo', 'latest')).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });
});

describe('schematics', () => {
  it('carry labels in the META key Talos reads them from', async () => {
    await using server = await scriptedManagement({
      createSchematic: (request) => {
        expect(request).toMatchObject({
          extensions: ['siderolabs/iscsi-tools'],
          metaValues: { 10: 'x', 12: '{"machineLabels":{"rack":"1"}}' },
          siderolinkGrpcTunnelMode: 2,
          bootloader: 3,
        });
        return { schematicId: 'abc', schematicYml: 'customization: {}', grpcTunnelEnabled: true };
      },
      createSchematicFromRaw: ({ rawSchematic }) => ({ schematicId: `raw ${Buffer.from(rawSchematic)}` }),
    });
    const { management } = server;

    const schematic = await management.createSchematic({
      extensions: ['siderolabs/iscsi-tools'],
      initialLabels: { rack: '1' },
      metaValues: { 10: 'x' },
      grpcTunnel: 'enabled',
      bootloader: 'grub',
    });

    expect(schematic).toEqual({ id: 'abc', yaml: 'customization: {}', grpcTunnelEnabled: true });
    expect(await management.createSchematicFromRaw('customization: {}')).toBe('raw customization: {}');
    await expect(management.createSchematic({ metaValues: { 11: 'x' } })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    await expect(
      management.createSchematic({ metaValues: { 12: 'x' }, initialLabels: { a: 'b' } }),
    ).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('lead to what machines boot from', async () => {
    await using server = await scriptedManagement({
      getBootAssetURL: ({ bootAssetKind, architecture }) => ({
        url: `${bootAssetKind}/${architecture}`,
        headers: { a: 'b' },
      }),
    });

    const asset = await server.management.bootAssetUrl({
      kind: 'iso',
      talosVersion: '1.12.0',
      schematicId: 'abc',
      architecture: 'arm64',
    });

    expect(asset).toEqual({ url: '2/arm64', headers: { a: 'b' }, imageFactoryHost: '', storageKey: '' });
  });
});

describe('validation', () => {
  it('answers with what does not fit, all the way down', async () => {
    await using server = await scriptedManagement({
      validateConfig: () => ({}),
      validateJSONSchema: () => ({
        errors: [{ dataPath: '/a', schemaPath: '/type', cause: 'number wanted', errors: [{ dataPath: '/a/b' }] }],
      }),
    });

    await server.management.validateConfig('machine: {}');
    const [violation] = await server.management.validateJsonSchema('{}', '{}');

    expect(violation).toMatchObject({ dataPath: '/a', cause: 'number wanted', details: [{ dataPath: '/a/b' }] });
  });
});

describe('joining', () => {
  it('needs a token with a name the server takes and a lifetime that is one', async () => {
    await using server = await scriptedManagement({
      createJoinToken: ({ name, expirationTime }) => ({ id: `${name} ${expirationTime === undefined}` }),
      getMachineJoinConfig: ({ useGrpcTunnel, joinToken }) => ({ config: `${useGrpcTunnel}`, kernelArgs: [joinToken] }),
    });
    const { management } = server;

    expect(await management.createJoinToken('ci')).toBe('ci true');
    expect(await management.createJoinToken('ci', { lifetimeMs: 1000 })).toBe('ci false');
    expect(await management.machineJoinConfig({ grpcTunnel: true, joinToken: 't' })).toEqual({
      config: 'true',
      kernelArgs: ['t'],
    });
    for (const [name, lifetimeMs] of [
      ['', 1],
      ['x'.repeat(17), 1],
      ['ci', 0],
      ['ci', Number.NaN],
      ['ci', 1e300],
    ] as const) {
      await expect(management.createJoinToken(name, { lifetimeMs })).rejects.toMatchObject({
        code: 'invalid_argument',
      });
    }
  });
});

describe('a read-only client', () => {
  it('sends nothing that writes or hands out a credential', async () => {
    await using server = await scriptedManagement({ machineLogs: () => [], kubernetesSyncManifests: () => [] });
    const { readOnly } = server;

    const outcomes = await Promise.allSettled([
      readOnly.createSchematic(),
      readOnly.createSchematicFromRaw('a: b'),
      readOnly.bootAssetUrl({ kind: 'iso', talosVersion: '1', schematicId: 'a' }),
      readOnly.maintenanceUpgrade('m', '1'),
      readOnly.maintenanceLifecycle('m', { kind: 'install', disk: '/dev/sda' }).next(),
      readOnly.powerOffMachine('m'),
      readOnly.powerOnMachine('m'),
      readOnly.machineJoinConfig(),
      readOnly.createJoinToken('ci'),
      readOnly.resetNodeUniqueToken('m'),
      readOnly.talosconfig({ raw: true }),
      readOnly.syncKubernetesManifests('demo', { dryRun: false }).next(),
    ]);
    await Array.fromAsync(readOnly.syncKubernetesManifests('demo'));

    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual(
      outcomes.map(() => 'read_only'),
    );
    expect(server.server.calls).toEqual(['/management.ManagementService/KubernetesSyncManifests']);
  });
});
