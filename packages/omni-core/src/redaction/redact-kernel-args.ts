import type { ConfigTextOptions } from './hidden-part.ts';
import type { Marker } from './marker.ts';
import { netSecrets } from './pattern-net.ts';
import { isSecretName } from './secret-names.ts';

/** Hides what kernel arguments can carry: join tokens, credentials in URLs, inline machine configuration. */
export function redactKernelArgs(text: string, marker: Marker, { hide = 'secrets' }: ConfigTextOptions = {}): string {
  const safe = text.replaceAll(/(^|\s)([^\s=]+)=(\S+)/g, (whole, lead: string, name: string, given: string) => {
    if (hide === 'values' || name === 'talos.config.inline' || isSecretName(name))
      return `${lead}${name}=${marker.mark(given)}`;
    return given.includes('?') ? `${lead}${name}=${redactQuery(given, marker)}` : whole;
  });
  return netSecrets(safe, marker);
}

/** Any query parameter of these URLs may be a credential; only its name is shown. */
function redactQuery(url: string, marker: Marker): string {
  const [base = '', ...rest] = url.split('?');
  const query = rest
    .join('?')
    .split('&')
    .map((pair) => {
      const [name = '', ...given] = pair.split('=');
      return given.length === 0 ? name : `${name}=${marker.mark(given.join('='))}`;
    });
  return `${base}?${query.join('&')}`;
}
