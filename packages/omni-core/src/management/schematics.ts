import type { CallOptions } from '../transport/call-options.ts';
import { CreateSchematicRequest, type CreateSchematicResponse, SchematicBootloader } from '../wire/gen/management.ts';
import type { Init } from '../wire/init.ts';
import { managementService } from '../wire/services.ts';
import { invalidArgument, requireText } from './invalid-argument.ts';
import { callOptions, type ManagementCaller } from './management-call.ts';
import { TIMEOUTS_MS } from './timeouts.ts';

/** Board support added to an image. */
export interface SchematicOverlay {
  readonly image: string;
  readonly name: string;
  /** YAML. @default none */
  readonly options?: string;
}

/** What an installation image contains. */
export interface SchematicOptions extends CallOptions {
  /** Full names such as `siderolabs/iscsi-tools`. @default none */
  readonly extensions?: readonly string[];
  /** Come after the arguments with which the machine finds this Omni. @default none */
  readonly extraKernelArgs?: readonly string[];
  /** Labels machines register with. @default none */
  readonly initialLabels?: Readonly<Record<string, string>>;
  /** Values of Talos META keys; only 10, 12 (labels), 13 and 14 may be set. @default none */
  readonly metaValues?: Readonly<Record<number, string>>;
  /** Without `v`. @default the server's choice */
  readonly talosVersion?: string;
  /** Id of an `InstallationMedias` resource whose overlay is used. @default none */
  readonly mediaId?: string;
  /** Whether machines reach Omni through gRPC instead of WireGuard. @default 'auto' */
  readonly grpcTunnel?: 'auto' | 'disabled' | 'enabled';
  /** Id of the join token. Secret. @default the default token */
  readonly joinToken?: string;
  readonly overlay?: SchematicOverlay;
  /** @default 'auto' */
  readonly bootloader?: 'auto' | 'dual' | 'sd-boot' | 'grub';
  /** Machine configuration put into the image. @default none */
  readonly embeddedMachineConfig?: string;
  /** @default the server's image factory */
  readonly imageFactoryUrl?: string;
}

/** A schematic as Omni registered it. */
export interface Schematic {
  readonly id: string;
  /** The description as it was registered, YAML; contains the join token. Empty from older servers. */
  readonly yaml: string;
  readonly grpcTunnelEnabled: boolean;
}

const LABELS_META_KEY = 12;
const META_KEYS: readonly number[] = [10, LABELS_META_KEY, 13, 14];

const TUNNEL_MODES = {
  auto: CreateSchematicRequest.SiderolinkGRPCTunnelMode.AUTO,
  disabled: CreateSchematicRequest.SiderolinkGRPCTunnelMode.DISABLED,
  enabled: CreateSchematicRequest.SiderolinkGRPCTunnelMode.ENABLED,
} as const;

const BOOTLOADERS = {
  auto: SchematicBootloader.BOOT_AUTO,
  dual: SchematicBootloader.BOOT_DUAL,
  'sd-boot': SchematicBootloader.BOOT_SD,
  grub: SchematicBootloader.BOOT_GRUB,
} as const;

export async function createSchematic(caller: ManagementCaller, options: SchematicOptions): Promise<Schematic> {
  const response = await caller.unary(managementService.createSchematic, schematicRequest(options), {
    ...callOptions(options, TIMEOUTS_MS.imageFactory),
    writes: true,
    subject: 'schematic',
  });
  return schematicOf(response);
}

export async function createSchematicFromRaw(
  caller: ManagementCaller,
  yaml: string,
  options: CallOptions & { readonly talosVersion?: string },
): Promise<string> {
  requireText(yaml, 'The schematic');
  const { schematicId } = await caller.unary(
    managementService.createSchematicFromRaw,
    { rawSchematic: Buffer.from(yaml), talosVersion: options.talosVersion ?? '' },
    { ...callOptions(options, TIMEOUTS_MS.imageFactory), writes: true, subject: 'schematic' },
  );
  return schematicId;
}

function schematicRequest(options: SchematicOptions): Init<CreateSchematicRequest> {
  const { extensions = [], extraKernelArgs = [], grpcTunnel = 'auto', bootloader = 'auto' } = options;
  return {
    extensions,
    extraKernelArgs,
    metaValues: metaValues(options),
    talosVersion: options.talosVersion,
    mediaId: options.mediaId,
    siderolinkGrpcTunnelMode: TUNNEL_MODES[grpcTunnel],
    joinToken: options.joinToken,
    overlay: options.overlay,
    bootloader: BOOTLOADERS[bootloader],
    embeddedMachineConfig: options.embeddedMachineConfig,
    imageFactoryUrl: options.imageFactoryUrl,
  };
}

function metaValues({ metaValues = {}, initialLabels }: SchematicOptions): Record<string, string> {
  for (const key of Object.keys(metaValues)) {
    if (!META_KEYS.includes(Number(key))) {
      throw invalidArgument(
        `META key ${key} is reserved by Talos`,
        `Only the keys ${META_KEYS.join(', ')} may be set.`,
      );
    }
  }
  if (initialLabels === undefined || Object.keys(initialLabels).length === 0) return { ...metaValues };
  if (LABELS_META_KEY in metaValues) {
    throw invalidArgument(`META key ${LABELS_META_KEY} holds the initial labels and cannot be set beside them`);
  }
  // The server reads YAML, of which JSON is a part.
  return { ...metaValues, [LABELS_META_KEY]: JSON.stringify({ machineLabels: initialLabels }) };
}

function schematicOf({ schematicId, schematicYml, grpcTunnelEnabled }: CreateSchematicResponse): Schematic {
  return { id: schematicId, yaml: schematicYml, grpcTunnelEnabled };
}
