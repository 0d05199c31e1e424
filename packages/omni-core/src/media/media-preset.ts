import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { SchematicBootloader } from '../wire/gen/management.ts';
import { GrpcTunnelMode, type InstallationMediaConfigSpec, PlatformConfigSpec } from '../wire/gen/specs.ts';

/** Processor of the machines. */
export type MediaArchitecture = 'amd64' | 'arm64';

/** How the machines boot: as it fits, by UEFI, by BIOS, or by either. */
export type MediaBootloader = 'auto' | 'uefi' | 'bios' | 'dual';

/** What machines are made to boot: metal, a cloud, or a single-board computer. */
export type MediaTarget =
  | { readonly platform?: undefined; readonly board?: undefined; readonly boardOptions?: undefined }
  | {
      /** A cloud, e.g. `aws`; id of a `CloudPlatformConfig`. */
      readonly platform: string;
      readonly board?: undefined;
      readonly boardOptions?: undefined;
    }
  | {
      readonly platform?: undefined;
      /** A board, e.g. `rpi_generic`; id of an `SBCConfig`. */
      readonly board: string;
      /** Options of the board's overlay; YAML. @default none */
      readonly boardOptions?: string;
    };

/** Installation media as they are kept, to make images of them again and again. */
export type MediaPreset = MediaTarget & {
  readonly name: string;
  readonly architecture: MediaArchitecture;
  /** Without `v`; empty for the newest at the time an image is made. */
  readonly talosVersion: string;
  /** Full names. */
  readonly extensions: readonly string[];
  readonly kernelArgs: readonly string[];
  /** Labels machines register with. */
  readonly initialLabels: Readonly<Record<string, string>>;
  readonly secureBoot: boolean;
  readonly bootloader: MediaBootloader;
  /** Id of the join token, which is secret; empty for the default one at the time an image is made. */
  readonly joinToken: string;
  /** Machine configuration put into the image; empty for none. */
  readonly embeddedMachineConfig: string;
  /** Whether machines reach Omni through gRPC instead of WireGuard; `undefined` for the server's choice. */
  readonly grpcTunnel: boolean | undefined;
};

/** A preset that shall be kept. */
export type NewMediaPreset = MediaTarget & {
  readonly name: string;
  /** @default 'amd64' */
  readonly architecture?: MediaArchitecture;
  /** With or without `v`. @default the newest at the time an image is made */
  readonly talosVersion?: string;
  /** Full names or parts of them: `iscsi` for `siderolabs/iscsi-tools`. @default none */
  readonly extensions?: readonly string[];
  /** @default none */
  readonly kernelArgs?: readonly string[];
  /** Labels machines register with. @default none */
  readonly initialLabels?: Readonly<Record<string, string>>;
  /** @default false */
  readonly secureBoot?: boolean;
  /** @default 'auto' */
  readonly bootloader?: MediaBootloader;
  /** Id of a join token. Secret. @default the default token at the time an image is made */
  readonly joinToken?: string;
  /** Machine configuration put into the image. Secret where it holds secrets. @default none */
  readonly embeddedMachineConfig?: string;
  /** Whether machines reach Omni through gRPC instead of WireGuard. @default the server's choice */
  readonly grpcTunnel?: boolean;
};

const { Arch } = PlatformConfigSpec;
const ARCHITECTURES: Readonly<Record<MediaArchitecture, number>> = { amd64: Arch.AMD64, arm64: Arch.ARM64 };
const BOOTLOADERS: Readonly<Record<MediaBootloader, number>> = {
  auto: SchematicBootloader.BOOT_AUTO,
  uefi: SchematicBootloader.BOOT_SD,
  bios: SchematicBootloader.BOOT_GRUB,
  dual: SchematicBootloader.BOOT_DUAL,
};

/** The resource of a preset. */
export function presetResource(preset: MediaPreset): Resource<InstallationMediaConfigSpec> {
  const { name, platform, board, boardOptions = '', grpcTunnel } = preset;
  return newResource<InstallationMediaConfigSpec>(types.InstallationMediaConfig, {
    id: name,
    spec: {
      talosVersion: preset.talosVersion,
      architecture: ARCHITECTURES[preset.architecture],
      installExtensions: [...preset.extensions],
      kernelArgs: preset.kernelArgs.join(' '),
      machineLabels: preset.initialLabels,
      secureBoot: preset.secureBoot,
      bootloader: BOOTLOADERS[preset.bootloader],
      joinToken: preset.joinToken,
      embeddedMachineConfig: preset.embeddedMachineConfig,
      ...(grpcTunnel !== undefined && { grpcTunnel: grpcTunnel ? GrpcTunnelMode.ENABLED : GrpcTunnelMode.DISABLED }),
      ...(platform !== undefined && { cloud: { platform } }),
      ...(board !== undefined && { sbc: { overlay: board, overlayOptions: boardOptions } }),
    },
  });
}

/** The preset a resource is. */
export function presetOf({ metadata, spec }: Resource<InstallationMediaConfigSpec>): MediaPreset {
  return {
    name: metadata.id,
    architecture: keyOf(ARCHITECTURES, spec.architecture, 'amd64'),
    talosVersion: spec.talosVersion,
    extensions: spec.installExtensions,
    kernelArgs: spec.kernelArgs.split(/\s+/).filter((arg) => arg !== ''),
    initialLabels: spec.machineLabels,
    secureBoot: spec.secureBoot,
    bootloader: keyOf(BOOTLOADERS, spec.bootloader, 'auto'),
    joinToken: spec.joinToken,
    embeddedMachineConfig: spec.embeddedMachineConfig,
    grpcTunnel: spec.grpcTunnel === GrpcTunnelMode.UNSET ? undefined : spec.grpcTunnel === GrpcTunnelMode.ENABLED,
    ...targetOf(spec),
  };
}

function targetOf({ cloud, sbc }: InstallationMediaConfigSpec): MediaTarget {
  if (sbc !== undefined) return { board: sbc.overlay, boardOptions: sbc.overlayOptions };
  return cloud === undefined ? {} : { platform: cloud.platform };
}

function keyOf<Key extends string>(values: Readonly<Record<Key, number>>, value: number, otherwise: Key): Key {
  const keys = Object.keys(values) as Key[];
  return keys.find((key) => values[key] === value) ?? otherwise;
}
