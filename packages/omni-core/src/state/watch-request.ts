import { OmniError } from '../errors/omni-error.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { WatchRequest } from '../wire/gen/cosi-resource.ts';
import type { Init } from '../wire/init.ts';
import { encodeQuery } from './query-encoding.ts';
import type { WatchOptions } from './state.ts';

/** How one attempt of a watch begins. */
export type WatchStart = (
  | { readonly from: 'bootstrap' }
  /** Nothing of the past, but a bookmark to continue from if the connection breaks. */
  | { readonly from: 'now' }
  | { readonly from: 'bookmark'; readonly bookmark: Uint8Array }
) & {
  /** Let the server send events that happen together in one message. */
  readonly bundled: boolean;
};

/** Below this version the server keeps bootstrap and error events to itself. */
const API_VERSION = 1;

/** The one namespace whose backend cannot bundle events. */
const UNBUNDLED_NAMESPACE = 'external';

/**
 * Encodes one attempt.
 * @throws {OmniError} `invalid_argument` for queries on a watch of one resource, which the server does not offer
 */
export function watchRequest(type: ResourceType, options: WatchOptions, start: WatchStart): Init<WatchRequest> {
  const { id, namespace = type.defaultNamespace } = options;
  if (id !== undefined && (options.labels !== undefined || options.idPattern !== undefined)) {
    throw new OmniError('invalid_argument', 'A watch of one resource cannot be filtered by labels or id');
  }
  const kind = id === undefined;
  return {
    namespace,
    type: type.type,
    id,
    apiVersion: API_VERSION,
    options: {
      ...encodeQuery(options),
      bootstrapContents: kind && start.from === 'bootstrap',
      bootstrapBookmark: kind && start.from === 'now',
      startFromBookmark: start.from === 'bookmark' ? start.bookmark : undefined,
      aggregated: start.bundled && namespace !== UNBUNDLED_NAMESPACE,
    },
  };
}
