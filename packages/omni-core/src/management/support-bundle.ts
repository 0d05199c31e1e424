import { OmniError } from '../errors/omni-error.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { managementService } from '../wire/services.ts';
import { requireText } from './invalid-argument.ts';
import { callOptions, type ManagementCaller } from './management-call.ts';
import { TIMEOUTS_MS } from './timeouts.ts';

/** Who may read an encrypted bundle. */
export interface SupportBundleEncryption {
  /** age public keys that can decrypt it. @default none besides the server's own */
  readonly recipients?: readonly string[];
  /** Leave out the keys the server encrypts for otherwise. @default false */
  readonly withoutDefaultRecipients?: boolean;
}

/** How the bundle is encrypted. */
export interface SupportBundleOptions extends CallOptions {
  /** @default not encrypted */
  readonly encryption?: SupportBundleEncryption;
}

/** How the bundle is encrypted, and who hears of its progress. */
export interface DownloadSupportBundleOptions extends SupportBundleOptions {
  /** Told about every step; must not throw. */
  readonly onProgress?: (progress: SupportBundleProgress) => void;
}

/** How far one source has come. */
export interface SupportBundleProgress {
  readonly kind: 'progress';
  readonly source: string;
  readonly state: string;
  readonly done: number;
  readonly total: number;
  /** Why this source gave nothing; the others still do. */
  readonly error: string | undefined;
}

/** One message of the making of a bundle. */
export type SupportBundleEvent =
  /** Who will be able to read the bundle; first, and only when it is encrypted. */
  | { readonly kind: 'recipients'; readonly recipients: readonly string[] }
  | SupportBundleProgress
  /** The whole archive, a zip file (age-encrypted when that was asked for); last. */
  | { readonly kind: 'bundle'; readonly archive: Uint8Array };

/** A finished bundle. */
export interface SupportBundle {
  readonly archive: Uint8Array;
  /** What could not be collected. */
  readonly failures: readonly SupportBundleProgress[];
  readonly recipients: readonly string[];
}

/** The archive comes in one message, which is larger than others may be. */
const MAX_BUNDLE_BYTES = 256 * 1024 * 1024;

export async function* supportBundle(
  caller: ManagementCaller,
  cluster: string,
  options: SupportBundleOptions,
): AsyncGenerator<SupportBundleEvent, void, undefined> {
  const { encryption } = options;
  requireText(cluster, 'The cluster name');
  const messages = caller.stream(
    managementService.getSupportBundle,
    {
      cluster,
      ...(encryption !== undefined && {
        encrypt: true,
        encryptionRecipients: encryption.recipients ?? [],
        encryptionNoDefaultRecipients: encryption.withoutDefaultRecipients ?? false,
      }),
    },
    {
      ...callOptions(options, TIMEOUTS_MS.supportBundle),
      maxMessageBytes: MAX_BUNDLE_BYTES,
      subject: `support bundle of cluster ${cluster}`,
    },
  );
  for await (const { progress, bundleData, encryptionRecipients } of messages) {
    if (encryptionRecipients.length > 0) yield { kind: 'recipients', recipients: encryptionRecipients };
    if (progress !== undefined) {
      const { source, state, total, value, error } = progress;
      yield { kind: 'progress', source, state, done: value, total, error: error === '' ? undefined : error };
    }
    if (bundleData.length > 0) {
      yield { kind: 'bundle', archive: bundleData };
      return;
    }
  }
  throw new OmniError('protocol', `support bundle of cluster ${cluster}: the server ended without sending it`);
}

export async function downloadSupportBundle(
  caller: ManagementCaller,
  cluster: string,
  options: DownloadSupportBundleOptions,
): Promise<SupportBundle> {
  const failures: SupportBundleProgress[] = [];
  let recipients: readonly string[] = [];
  let archive: Uint8Array = new Uint8Array();
  for await (const event of supportBundle(caller, cluster, options)) {
    if (event.kind === 'recipients') recipients = event.recipients;
    else if (event.kind === 'bundle') archive = event.archive;
    else {
      if (event.error !== undefined) failures.push(event);
      options.onProgress?.(event);
    }
  }
  return { archive, failures, recipients };
}
