import { isOmniError, OmniError } from '../errors/omni-error.ts';
import type { BootAssetOptions } from '../management/boot-asset-url.ts';
import type { Management } from '../management/management.ts';
import type { SchematicOptions } from '../management/schematics.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { newestTalos } from './media-catalogue.ts';
import type { MediaPreset } from './media-preset.ts';

/** What an image of metal comes as. Clouds and boards have the one form they need. */
export type MediaFormat = 'iso' | 'raw' | 'qcow2' | 'pxe';

/** Where an image is. */
export interface MediaImage {
  readonly url: string;
  /** To be sent with the download; may contain a credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** A name for the file, as omnictl makes it. */
  readonly fileName: string;
  readonly schematicId: string;
  /** Without `v`. */
  readonly talosVersion: string;
}

/** The calls of `Management` that make images. */
export type ImageManagement = Pick<Management, 'createSchematic' | 'bootAssetUrl'>;

const RAW = 'raw.xz';
const BOOTLOADERS = { auto: 'auto', uefi: 'sd-boot', bios: 'grub', dual: 'dual' } as const;
const ID_IN_NAME = 6;

/** Has the description of an image registered, and says where the image is. */
export async function mediaImage(
  { state, management }: { readonly state: State; readonly management: ImageManagement },
  preset: MediaPreset,
  format: MediaFormat | undefined,
  options: CallOptions,
): Promise<MediaImage> {
  const { platform, board, architecture, secureBoot } = preset;
  if (format !== undefined && (platform !== undefined || board !== undefined)) {
    throw new OmniError('invalid_argument', `Preset ${preset.name} is not for metal and has one format only`);
  }
  const talosVersion = preset.talosVersion || (await newestTalos(state, options));
  const extension = format === 'pxe' ? '' : await extensionOf(state, preset, format, options);
  const schematic = await management.createSchematic({ ...(await schematicOf(state, preset, options)), talosVersion });
  const asset: BootAssetOptions = {
    ...options,
    kind: format === 'pxe' ? 'pxe' : extension === 'iso' ? 'iso' : 'disk',
    talosVersion,
    schematicId: schematic.id,
    platform: platform ?? 'metal',
    architecture,
    secureBoot,
    ...(extension !== '' && extension !== 'iso' && { format: extension }),
  };
  const { url, headers } = await assetUrl(state, management, asset);
  const suffix = extension === '' ? '' : `.${extension.split('.').at(-1)}`;
  const fileName = `${preset.name}-${talosVersion}-${schematic.id.slice(0, ID_IN_NAME)}${suffix}`;
  return { url, headers, fileName, schematicId: schematic.id, talosVersion };
}

async function extensionOf(
  state: State,
  { platform, board }: MediaPreset,
  format: MediaFormat | undefined,
  options: CallOptions,
): Promise<string> {
  if (board !== undefined) return RAW;
  if (platform !== undefined)
    return (await state.get(types.CloudPlatformConfig, platform, options)).spec.diskImageSuffix || RAW;
  return format === 'raw' ? RAW : (format ?? 'iso');
}

async function schematicOf(state: State, preset: MediaPreset, options: CallOptions): Promise<SchematicOptions> {
  const { board, boardOptions = '', joinToken, embeddedMachineConfig, grpcTunnel } = preset;
  const overlay = board === undefined ? undefined : (await state.get(types.SBCConfig, board, options)).spec;
  return {
    ...options,
    extensions: preset.extensions,
    extraKernelArgs: preset.kernelArgs,
    initialLabels: preset.initialLabels,
    bootloader: BOOTLOADERS[preset.bootloader],
    ...(grpcTunnel !== undefined && { grpcTunnel: grpcTunnel ? 'enabled' : 'disabled' }),
    ...(joinToken !== '' && { joinToken }),
    ...(embeddedMachineConfig !== '' && { embeddedMachineConfig }),
    ...(overlay !== undefined && {
      overlay: { image: overlay.overlayImage, name: overlay.overlayName, options: boardOptions },
    }),
  };
}

/** Servers before Omni 1.11 leave it to their clients to put the URL together. */
async function assetUrl(state: State, management: ImageManagement, asset: BootAssetOptions) {
  try {
    return await management.bootAssetUrl(asset);
  } catch (error) {
    if (!isOmniError(error, 'unimplemented')) throw error;
    return await factoryUrl(state, asset);
  }
}

async function factoryUrl(state: State, asset: BootAssetOptions) {
  const { signal, timeoutMs, kind, schematicId, talosVersion, platform, architecture, format = kind } = asset;
  const call = { ...(signal !== undefined && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
  const { spec } = await state.get(types.FeaturesConfig, 'features-config', call);
  const [auth] = spec.isEnterpriseImageFactory ? await state.list(types.ImageFactoryAuth, call) : [];
  const [base, root] = kind === 'pxe' ? [spec.imageFactoryPxeBaseUrl, 'pxe'] : [spec.imageFactoryBaseUrl, 'image'];
  const name = `${platform}-${architecture}${asset.secureBoot === true ? '-secureboot' : ''}`;
  const url = `${base.replace(/\/+$/, '')}/${root}/${schematicId}/v${talosVersion}/${name}`;
  const credential =
    auth === undefined ? '' : Buffer.from(`${auth.spec.username}:${auth.spec.password}`).toString('base64');
  return {
    url: kind === 'pxe' ? url : `${url}.${format}`,
    headers: credential === '' ? {} : { authorization: `Basic ${credential}` },
  };
}
