const SECRET_NAME =
  /token|secret|passw|passphrase|privatekey|presharedkey|apikey|accesskey|signingkey|credential|authorization$|bearer|cookie|dockerconfigjson|kubeconfig|(?:^|\.)psk$/;

/** Names that only point at a secret kept elsewhere, or say how long one lives. */
const REFERENCE =
  /(?:name|namespace|ref|refs|ttl|expiration|expires|path|file|dir|class|type|policy|url|mount|mounts|enabled)$/;

/** Key names in one spelling: lower case, without `-`, `_` and blanks. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_\s]/g, '');
}

/** True when a field of this name holds a secret as far as its name tells. */
export function isSecretName(name: string): boolean {
  const normalised = normaliseName(name);
  return SECRET_NAME.test(normalised) && !REFERENCE.test(normalised);
}

/** Mappings and lists whose every value is a credential or arbitrary content. */
const OPAQUE = new Set(['auth', 'env', 'environment', 'stringdata']);

/** True for names below which every value is hidden, whatever its own name. */
export function isOpaqueName(name: string): boolean {
  return OPAQUE.has(normaliseName(name));
}
