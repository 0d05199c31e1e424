import type { Marker } from './marker.ts';
import { netSecrets } from './pattern-net.ts';

const REMOVED = '[removed]';

/** A log is read by many and kept for long: not even fingerprints stand in it. */
const remove: Marker = {
  mark: (value) => (value === '' ? value : REMOVED),
  alias: (value) => (value === '' ? value : REMOVED),
};

/** Shapes that help nobody in a log, secret or not: signatures, keys of webhooks, whole certificates and configurations. */
const LOG_SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(-----END [A-Z0-9 ]+-----|$)/g,
  /\bglpat-[\w-]{20,}/g,
  /\bwhsec_[A-Za-z0-9+/=]+/g,
  /\bsiderov1 \S.*/g,
  /\bsha256=[0-9a-f]{64}\b/g,
  /\bv1,[A-Za-z0-9+/]{40,}={0,2}/g,
  // Service-account keys, kubeconfigs and certificates are long base64.
  /[A-Za-z0-9+/]{120,}={0,2}/g,
];

/** Removes everything that looks like a secret from a text. The last net, not the first. */
export function redactLogText(text: string): string {
  return LOG_SHAPES.reduce((clean, shape) => clean.replaceAll(shape, REMOVED), netSecrets(text, remove));
}

/** Names under which a secret would stand. */
const SECRET_NAMES =
  /secret|token|password|authorization|signature|kubeconfig|talosconfig|privatekey|^key$|^data$|patch/i;

/** A copy of a value fit for a log: secret-sounding fields removed, texts cleaned, errors reduced to what they say. */
export function redactLogValue(value: unknown): unknown {
  if (typeof value === 'string') return redactLogText(value);
  if (Array.isArray(value)) return value.map(redactLogValue);
  if (value instanceof Error) return redactError(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, SECRET_NAMES.test(name) ? REMOVED : redactLogValue(inner)]),
  );
}

/** Own properties of foreign errors are left out: SDKs hang whole requests on them. */
function redactError(error: Error): Record<string, unknown> {
  return {
    name: error.name,
    message: redactLogText(error.message),
    ...('code' in error && { code: error.code }),
    ...(error.stack !== undefined && { stack: redactLogText(error.stack) }),
    ...(error.cause instanceof Error && { cause: redactError(error.cause) }),
  };
}
