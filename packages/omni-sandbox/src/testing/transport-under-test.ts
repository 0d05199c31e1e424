import type { TransportKind } from '@fleetwright/omni-core';

let current: TransportKind = 'grpc';

/** How the clients of tests reach their sandbox. */
export function transportUnderTest(): TransportKind {
  return current;
}

/** Lets all tests of this file, and of the files it imports, call that way. */
export function setTransportUnderTest(kind: TransportKind): void {
  current = kind;
}
