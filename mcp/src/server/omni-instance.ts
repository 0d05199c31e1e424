import { type OmniClient, OmniError } from '@fleetwright/omni-core';
import type { Access } from '../catalogue/tier.ts';

/** One Omni this server works for. */
export interface OmniInstance {
  /** Name shown to people. @default host of the endpoint */
  readonly name?: string;
  /** Client for everything that reads. Has to be read-only, so that a mistake here cannot write. */
  readonly reader: OmniClient;
  /** Client for carrying plans out; may use another service account. Required unless access is `read`. */
  readonly writer?: OmniClient;
}

/** The name people know an Omni by. */
export function instanceName({ name, reader }: OmniInstance): string {
  return name ?? URL.parse(reader.endpoint)?.host ?? reader.endpoint;
}

/**
 * Refuses combinations in which the access level would only be a promise.
 * @throws {OmniError} `configuration_invalid`
 */
export function checkInstance({ reader, writer }: OmniInstance, access: Access): void {
  if (!reader.readOnly) {
    throw new OmniError('configuration_invalid', 'The reading client of the MCP server is not read-only.', {
      hint: 'Create it with readOnly: true.',
    });
  }
  if (access === 'read' && writer !== undefined) {
    throw new OmniError('configuration_invalid', 'A client that can write was given, but access is read.', {
      hint: 'Leave the writer out, or set access to operate or destroy.',
    });
  }
  if (access !== 'read' && (writer === undefined || writer.readOnly)) {
    throw new OmniError('configuration_invalid', `Access ${access} needs a client that can write.`, {
      hint: 'Give a writer that is not read-only.',
    });
  }
}
