import { describe, expect, it } from 'vitest';
import { OmniError } from '../errors/omni-error.ts';
import type { BootAssetOptions } from '../management/boot-asset-url.ts';
import type { SchematicOptions } from '../management/schematics.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { MemoryState } from '../testing/memory-state.ts';
import { Media } from './media.ts';

const SCHEMATIC = 'abcdef0123456789';
const WORLD: readonly Resource[] = [
  newResource(types.TalosVersion, { id: '1.11.3' }),
  newResource(types.TalosVersion, { id: '1.9.0' }),
  newResource(types.TalosVersion, { id: '1.12.0-alpha.1' }),
  newResource(types.TalosVersion, { id: '1.13.0', spec: { unsupported: true } }),
  newResource(types.TalosExtension, {
    id: '1.11.3',
    spec: {
      items: ['siderolabs/gvisor', 'siderolabs/gvisor-debug', 'siderolabs/iscsi-tools'].map((name) => ({ name })),
    },
  }),
  newResource(types.CloudPlatformConfig, { id: 'azure', spec: { diskImageSuffix: 'vhd.xz' } }),
  newResource(types.SBCConfig, { id: 'rpi', spec: { overlayName: 'rpi_generic', overlayImage: 'siderolabs/sbc' } }),
];
const features = (spec: object = {}) =>
  newResource(types.FeaturesConfig, {
    id: 'features-config',
    spec: { imageFactoryBaseUrl: 'https://factory/', imageFactoryPxeBaseUrl: 'https://pxe', ...spec },
  });

/** Media of a server that says where images are, or is too old to. */
function media(old: readonly Resource[] = [], world = WORLD) {
  const asked: { schematic?: SchematicOptions; asset?: BootAssetOptions } = {};
  const management = {
    createSchematic: async (schematic: SchematicOptions = {}) => {
      asked.schematic = schematic;
      return { id: SCHEMATIC, yaml: '', grpcTunnelEnabled: false };
    },
    bootAssetUrl: async (asset: BootAssetOptions) => {
      asked.asset = asset;
      if (old.length > 0) throw new OmniError('unimplemented', 'unknown method');
      return { url: 'https://made', headers: { a: 'b' }, imageFactoryHost: '', storageKey: '' };
    },
  };
  return { asked, media: new Media(new MemoryState({ resources: [...world, ...old] }), management) };
}

describe('presets', () => {
  it('are kept as they are asked for, and listed', async () => {
    const { media: omni } = media();
    const full = {
      name: 'full',
      architecture: 'arm64',
      talosVersion: 'v1.11.3',
      extensions: ['iscsi', 'siderolabs/gvisor'],
      kernelArgs: ['a=b', 'c'],
      initialLabels: { rack: '1' },
      secureBoot: true,
      bootloader: 'uefi',
      joinToken: 'token',
      embeddedMachineConfig: 'machine: {}',
      grpcTunnel: false,
      platform: 'azure',
    } as const;

    await omni.createPreset({ name: 'board', board: 'rpi', boardOptions: 'x: 1', grpcTunnel: true });
    const made = await omni.createPreset(full);
    await omni.createPreset({ name: 'plain' });
    const [board, listed, plain] = await omni.listPresets();
    await omni.deletePreset('plain');

    expect(made).toEqual({
      ...full,
      talosVersion: '1.11.3',
      extensions: ['siderolabs/iscsi-tools', 'siderolabs/gvisor', 'siderolabs/gvisor-debug'],
    });
    expect(listed).toEqual(made);
    expect(board).toMatchObject({ board: 'rpi', boardOptions: 'x: 1', grpcTunnel: true });
    expect(plain).toEqual({
      name: 'plain',
      architecture: 'amd64',
      talosVersion: '',
      extensions: [],
      kernelArgs: [],
      initialLabels: {},
      secureBoot: false,
      bootloader: 'auto',
      joinToken: '',
      embeddedMachineConfig: '',
      grpcTunnel: undefined,
    });
    expect(await omni.listPresets()).toHaveLength(2);
  });

  it('look extensions up in the newest Talos when they name none', async () => {
    const made = await media().media.createPreset({ name: 'p', extensions: ['iscsi'] });

    expect(made).toMatchObject({ talosVersion: '', extensions: ['siderolabs/iscsi-tools'] });
  });

  it('refuse extensions there are not', async () => {
    await expect(media().media.createPreset({ name: 'p', extensions: ['zfs'] })).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining('"zfs" for Talos 1.11.3'),
    });
  });

  it('need a Talos that this Omni knows', async () => {
    const { media: omni } = media([], []);

    await expect(omni.createPreset({ name: 'p', extensions: ['x'] })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('an image', () => {
  it('is what its preset says', async () => {
    const { asked, media: omni } = media();
    await omni.createPreset({
      name: 'p',
      board: 'rpi',
      kernelArgs: ['a=b'],
      joinToken: 't',
      bootloader: 'dual',
      grpcTunnel: true,
    });

    const image = await omni.image('p');

    expect(image).toEqual({
      url: 'https://made',
      headers: { a: 'b' },
      fileName: 'p-1.11.3-abcdef.xz',
      schematicId: SCHEMATIC,
      talosVersion: '1.11.3',
    });
    expect(asked.schematic).toMatchObject({
      talosVersion: '1.11.3',
      extraKernelArgs: ['a=b'],
      joinToken: 't',
      bootloader: 'dual',
      grpcTunnel: 'enabled',
      overlay: { image: 'siderolabs/sbc', name: 'rpi_generic', options: '' },
    });
    expect(asked.asset).toMatchObject({ kind: 'disk', platform: 'metal', format: 'raw.xz', architecture: 'amd64' });
  });

  it.each([
    [undefined, 'https://factory/image/abcdef0123456789/v1.11.3/metal-amd64.iso', 'p-1.11.3-abcdef.iso'],
    ['raw', 'https://factory/image/abcdef0123456789/v1.11.3/metal-amd64.raw.xz', 'p-1.11.3-abcdef.xz'],
    ['qcow2', 'https://factory/image/abcdef0123456789/v1.11.3/metal-amd64.qcow2', 'p-1.11.3-abcdef.qcow2'],
    ['pxe', 'https://pxe/pxe/abcdef0123456789/v1.11.3/metal-amd64', 'p-1.11.3-abcdef'],
  ] as const)('of metal as %s is found by older servers too', async (format, url, fileName) => {
    const { media: omni } = media([features()]);
    const preset = await omni.createPreset({ name: 'p', talosVersion: '1.11.3' });

    const image = await omni.image(preset, format === undefined ? {} : { format });

    expect(image).toMatchObject({ url, fileName, headers: {} });
  });

  it('of a cloud has the one form the cloud takes, with the credential of the factory', async () => {
    const auth = newResource(types.ImageFactoryAuth, { id: 'x', spec: { username: 'u', password: 'p' } });
    const { media: omni } = media([features({ isEnterpriseImageFactory: true }), auth]);
    const preset = await omni.createPreset({ name: 'c', platform: 'azure', talosVersion: '1.11.3', secureBoot: true });

    const image = await omni.image(preset);

    expect(image).toMatchObject({
      url: 'https://factory/image/abcdef0123456789/v1.11.3/azure-amd64-secureboot.vhd.xz',
      headers: { authorization: `Basic ${Buffer.from('u:p').toString('base64')}` },
    });
    await expect(omni.image(preset, { format: 'iso' })).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});
