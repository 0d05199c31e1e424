const SECRETS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // A signature header: replayable for minutes with any body.
  [/siderov1 \S+ \S+ \S+/g, 'siderov1 [redacted]'],
  [/-----BEGIN PGP PRIVATE KEY BLOCK-----[\s\S]*?(-----END PGP PRIVATE KEY BLOCK-----|$)/g, '[private key redacted]'],
  // The env value of a service account key: base64 of `{"name":` or of `{"pgp_key":`.
  [/ey(JuYW1lIjo|JwZ3Bfa2V5Ijo)[A-Za-z0-9+/=]*/g, '[service account key redacted]'],
];

/** Removes keys and signatures from text that comes from outside, before it becomes part of an error. */
export function redactSecrets(text: string): string {
  return SECRETS.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
