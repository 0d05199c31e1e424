import type { CallOptions } from '../transport/call-options.ts';
import { BootAssetURLRequest } from '../wire/gen/management.ts';
import { managementService } from '../wire/services.ts';
import { requireText } from './invalid-argument.ts';
import { callOptions, type ManagementCaller } from './management-call.ts';
import { TIMEOUTS_MS } from './timeouts.ts';

/** Which image, for which machine. */
export interface BootAssetOptions extends CallOptions {
  /** What machines boot from. */
  readonly kind: 'pxe' | 'iso' | 'disk';
  readonly talosVersion: string;
  readonly schematicId: string;
  /** A URL that works without the headers. @default false */
  readonly standalone?: boolean;
  /** @default the server's choice */
  readonly platform?: string;
  /** @default the server's choice */
  readonly architecture?: 'amd64' | 'arm64';
  /** Format of a disk image, e.g. `raw.xz` or `qcow2`. @default the server's choice */
  readonly format?: string;
  /** @default false */
  readonly secureBoot?: boolean;
}

/** Where an image is, and what has to be sent to get it. */
export interface BootAssetUrl {
  readonly url: string;
  /** To be sent with the download; may contain a credential. */
  readonly headers: Readonly<Record<string, string>>;
  readonly imageFactoryHost: string;
  readonly storageKey: string;
}

const KINDS = {
  pxe: BootAssetURLRequest.BootAssetKind.BOOT_ASSET_KIND_PXE,
  iso: BootAssetURLRequest.BootAssetKind.BOOT_ASSET_KIND_ISO,
  disk: BootAssetURLRequest.BootAssetKind.BOOT_ASSET_KIND_DISK,
} as const;

export async function bootAssetUrl(caller: ManagementCaller, options: BootAssetOptions): Promise<BootAssetUrl> {
  const { kind, talosVersion, schematicId, standalone, platform, architecture, format, secureBoot } = options;
  requireText(talosVersion, 'The Talos version');
  requireText(schematicId, 'The schematic id');
  const { url, headers, imageFactoryHost, storageKey } = await caller.unary(
    managementService.getBootAssetURL,
    {
      bootAssetKind: KINDS[kind],
      talosVersion,
      schematicId,
      standaloneUrl: standalone,
      platform,
      architecture,
      format,
      secureBoot,
    },
    {
      ...callOptions(options, TIMEOUTS_MS.imageFactory),
      // The headers, or the URL itself, may hold a credential of the image factory.
      writes: true,
      subject: `boot asset of schematic ${schematicId}`,
    },
  );
  return { url, headers, imageFactoryHost, storageKey };
}
