import { createHash } from 'node:crypto';
import { type Init, management } from '@fleetwright/omni-core/wire';
import { parse, stringify } from 'yaml';
import { requireOneOf, requireRole } from '../auth/role.ts';
import type { Call } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import { joinKernelArgs } from './join-tokens.ts';
import type { ManagementContext } from './management-context.ts';

const FACTORY = 'factory.talos.dev';
const LABELS_META_KEY = 12;
const META_KEYS: readonly number[] = [10, LABELS_META_KEY, 13, 14];
const { ENABLED } = management.CreateSchematicRequest.SiderolinkGRPCTunnelMode;
const { BOOT_ASSET_KIND_PXE, BOOT_ASSET_KIND_ISO, BOOT_ASSET_KIND_DISK } = management.BootAssetURLRequest.BootAssetKind;
const { BOOT_DUAL, BOOT_SD, BOOT_GRUB } = management.SchematicBootloader;
const BOOTLOADERS: Readonly<Record<number, string>> = {
  [BOOT_DUAL]: 'dual-boot',
  [BOOT_SD]: 'sd-boot',
  [BOOT_GRUB]: 'grub',
};

/**
 * Describes an image as an image factory does. Nothing is sent to one: its id is the hash of the description.
 * @throws {StatusError} PERMISSION_DENIED, INVALID_ARGUMENT, UNIMPLEMENTED (media id)
 */
export function createSchematic(
  { store }: ManagementContext,
  { caller }: Call,
  request: management.CreateSchematicRequest,
): Init<management.CreateSchematicResponse> {
  requireRole(caller, 'Operator');
  if (request.mediaId !== '' && request.overlay === undefined) {
    throw new StatusError('UNIMPLEMENTED', 'the sandbox knows no installation media with overlays');
  }
  const grpcTunnelEnabled = request.siderolinkGrpcTunnelMode === ENABLED;
  const baseArgs = joinKernelArgs(store, request.joinToken, grpcTunnelEnabled);
  const meta = metaValues(request.metaValues);
  const extensions = [...new Set(request.extensions)].sort();
  const bootloader = BOOTLOADERS[request.bootloader];
  const { overlay, embeddedMachineConfig } = request;
  const yaml = stringify({
    ...(overlay !== undefined && {
      overlay: {
        image: overlay.image,
        name: overlay.name,
        ...(overlay.options && { options: parse(overlay.options) }),
      },
    }),
    customization: {
      extraKernelArgs: [...baseArgs, ...request.extraKernelArgs],
      ...(meta.length > 0 && { meta }),
      ...(extensions.length > 0 && { systemExtensions: { officialExtensions: extensions } }),
      ...(bootloader !== undefined && { bootloader }),
      ...(embeddedMachineConfig !== '' && { embeddedMachineConfiguration: embeddedMachineConfig }),
    },
  });
  return { schematicId: schematicId(yaml), schematicYml: yaml, grpcTunnelEnabled };
}

/** @throws {StatusError} PERMISSION_DENIED, UNKNOWN (not a schematic) */
export function createSchematicFromRaw(
  { caller }: Call,
  { rawSchematic }: management.CreateSchematicFromRawRequest,
): Init<management.CreateSchematicResponse> {
  requireOneOf(caller, ['InfraProvider', 'Operator', 'Admin']);
  return { schematicId: schematicId(stringify(parsed(Buffer.from(rawSchematic).toString()))) };
}

/** @throws {StatusError} PERMISSION_DENIED, INVALID_ARGUMENT */
export function bootAssetUrl(
  { caller }: Call,
  request: management.BootAssetURLRequest,
): Init<management.BootAssetURLResponse> {
  requireOneOf(caller, ['InfraProvider', 'Operator', 'Admin']);
  const { platform = 'metal', architecture, format, secureBoot, schematicId: id } = request;
  const version = `v${request.talosVersion.replace(/^v/, '')}`;
  const name = `${platform || 'metal'}-${architecture || 'amd64'}${secureBoot ? '-secureboot' : ''}`;
  const path = `${id}/${version}/${name}`;
  const paths: Readonly<Record<number, string>> = {
    [BOOT_ASSET_KIND_PXE]: `https://pxe.${FACTORY}/pxe/${path}`,
    [BOOT_ASSET_KIND_ISO]: `https://${FACTORY}/image/${path}.iso`,
    [BOOT_ASSET_KIND_DISK]: `https://${FACTORY}/image/${path}.${format || 'raw.zst'}`,
  };
  const url = paths[request.bootAssetKind];
  if (url === undefined) throw new StatusError('INVALID_ARGUMENT', 'boot asset kind must be set');
  return { url, headers: {}, imageFactoryHost: FACTORY, storageKey: '' };
}

function schematicId(yaml: string): string {
  return createHash('sha256').update(yaml).digest('hex');
}

function metaValues(values: Readonly<Record<string, string>>): { key: number; value: string }[] {
  const entries = Object.entries(values).map(([key, value]) => ({ key: Number(key), value }));
  for (const { key, value } of entries) {
    if (!META_KEYS.includes(key)) {
      const tag = `0x${key.toString(16).padStart(2, '0')}`;
      const text = `meta key ${tag} is not allowed to be set in the schematic, as it's reserved by Talos`;
      throw new StatusError('INVALID_ARGUMENT', text);
    }
    if (key === LABELS_META_KEY) checkLabels(value);
  }
  return entries.sort((left, right) => right.key - left.key);
}

function checkLabels(value: string): void {
  const labels = parsed(value, 'INVALID_ARGUMENT', 'failed to parse machine labels');
  if ('initialMachineLabels' in labels) {
    throw new StatusError('INVALID_ARGUMENT', "'initialMachineLabels' is deprecated");
  }
  if (!('machineLabels' in labels)) throw new StatusError('INVALID_ARGUMENT', 'machine labels are empty');
}

function parsed(
  text: string,
  status: 'UNKNOWN' | 'INVALID_ARGUMENT' = 'UNKNOWN',
  what = 'failed to unmarshal raw schematic',
): object {
  try {
    const value: unknown = parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw new StatusError(status, what, { cause });
  }
  throw new StatusError(status, `${what}: not a mapping`);
}
