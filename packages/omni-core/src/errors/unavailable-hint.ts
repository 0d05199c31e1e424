const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [
    /certificate|self[- ]signed|altname/i,
    'The server certificate is not trusted. Pass the certificate authority as tls.ca, or check the host name.',
  ],
  [/ENOTFOUND|EAI_AGAIN|name resolution/i, 'The host name does not resolve. Check OMNI_ENDPOINT and the network.'],
  [/ECONNREFUSED/, 'Nothing listens at that address. Check the port in OMNI_ENDPOINT and that Omni is running.'],
  [
    /wrong version number|packet length too long|EPROTO/i,
    'The server does not speak TLS at that port. Use http:// for a server without TLS, or correct the port.',
  ],
];

/** Explains the usual reasons why no connection comes about. */
export function unavailableHint(details: string): string {
  const known = HINTS.find(([pattern]) => pattern.test(details));
  return (
    known?.[1] ?? 'Check OMNI_ENDPOINT (scheme, host, port) and that Omni can be reached from here, then try again.'
  );
}
