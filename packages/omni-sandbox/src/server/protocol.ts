import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Who takes a connection over. */
export interface ProtocolTakers {
  readonly http2: (socket: Socket) => void;
  readonly http1: (socket: Socket) => void;
}

/** How every HTTP/2 connection begins, and no other. */
const PREFACE = Buffer.from('PRI * HTTP/2.0');

/** Hands a connection to who speaks its protocol: the one agreed on in TLS, or else the one its first bytes show. */
export function handOver(socket: Socket, takers: ProtocolTakers): void {
  // A client may leave before anybody has taken it over.
  socket.on('error', () => socket.destroy());
  if (socket instanceof TLSSocket && typeof socket.alpnProtocol === 'string') {
    (socket.alpnProtocol === 'h2' ? takers.http2 : takers.http1)(socket);
    return;
  }
  let first: Buffer = Buffer.alloc(0);
  const look = (): void => {
    const bytes: Buffer | null = socket.read();
    if (bytes === null) return;
    first = Buffer.concat([first, bytes]);
    const length = Math.min(first.length, PREFACE.length);
    const fits = first.subarray(0, length).equals(PREFACE.subarray(0, length));
    if (fits && length < PREFACE.length) return;
    socket.off('readable', look);
    socket.unshift(first);
    (fits ? takers.http2 : takers.http1)(socket);
  };
  socket.on('readable', look);
}
