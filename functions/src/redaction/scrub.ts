/** Values that are secrets wherever they stand. */
const SECRET_SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(-----END [A-Z0-9 ]+-----|$)/g,
  /\bgh[a-z]_[A-Za-z0-9_]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bglpat-[\w-]{20,}/g,
  /\bwhsec_[A-Za-z0-9+/=]+/g,
  /\bsiderov1 \S.*/g,
  /\bsha256=[0-9a-f]{64}\b/g,
  /\bv1,[A-Za-z0-9+/]{40,}={0,2}/g,
  /\b(Bearer|Basic) [A-Za-z0-9._~+/=-]{8,}/g,
  // Service-account keys, kubeconfigs and certificates are long base64.
  /[A-Za-z0-9+/]{120,}={0,2}/g,
];

const REMOVED = '[removed]';

/** Removes everything that looks like a secret from a text. The last net, not the first. */
export function scrub(text: string): string {
  return SECRET_SHAPES.reduce((clean, shape) => clean.replaceAll(shape, REMOVED), text);
}

/** Names under which a secret would stand. */
const SECRET_NAMES =
  /secret|token|password|authorization|signature|kubeconfig|talosconfig|privatekey|^key$|^data$|patch/i;

/** A copy of a value fit for a log: secret-sounding fields removed, texts scrubbed, errors reduced to what they say. */
export function scrubbed(value: unknown): unknown {
  if (typeof value === 'string') return scrub(value);
  if (Array.isArray(value)) return value.map(scrubbed);
  if (value instanceof Error) return scrubbedError(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, SECRET_NAMES.test(name) ? REMOVED : scrubbed(inner)]),
  );
}

/** Own properties of foreign errors are left out: SDKs hang whole requests on them. */
function scrubbedError(error: Error): Record<string, unknown> {
  return {
    name: error.name,
    message: scrub(error.message),
    ...('code' in error && { code: error.code }),
    ...(error.stack !== undefined && { stack: scrub(error.stack) }),
    ...(error.cause instanceof Error && { cause: scrubbedError(error.cause) }),
  };
}
