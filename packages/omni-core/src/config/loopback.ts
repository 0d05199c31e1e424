import { isIPv4 } from 'node:net';

/** True for host names and addresses that only this machine can reach: `localhost`, `::1` and `127.0.0.0/8`. */
export function isLoopback(host: string): boolean {
  // A name such as 127.example.com may be anywhere.
  return host.toLowerCase() === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
