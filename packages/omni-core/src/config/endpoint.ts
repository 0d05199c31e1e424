import { OmniError } from '../errors/omni-error.ts';

/** Where an Omni is and how to talk to it. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** TLS, or plain HTTP/2. */
  readonly secure: boolean;
  /** The endpoint in one canonical form, without path. */
  readonly url: string;
}

/**
 * Reads an endpoint the way Omni's Go client does: `https` means TLS (port 443), every other scheme plain HTTP/2
 * (port 80); path, query and credentials are ignored.
 *
 * @throws {OmniError} `configuration_invalid`
 */
export function parseEndpoint(text: string): Endpoint {
  const trimmed = text.trim();
  if (trimmed === '') throw invalid('The Omni endpoint is empty');
  if (trimmed.includes('<') || trimmed.includes('>')) throw invalid('The Omni endpoint is still a placeholder');
  const match = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(trimmed);
  if (match === null) throw invalid('The Omni endpoint has no scheme');
  const scheme = match[1]?.toLowerCase() ?? '';
  const secure = scheme === 'https';
  // Parsed as http(s) because URL treats hosts of unknown schemes as opaque text.
  const url = URL.parse(`${secure ? 'https' : 'http'}://${match[2]}`);
  if (url === null || url.hostname === '') throw invalid('The Omni endpoint is not a valid URL');
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port, secure, url: `${scheme}://${url.host}` };
}

function invalid(message: string): OmniError {
  return new OmniError('configuration_invalid', message, {
    hint: 'Set OMNI_ENDPOINT to the URL of your Omni, for example https://example.omni.siderolabs.io.',
  });
}
