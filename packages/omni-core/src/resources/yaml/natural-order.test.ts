import { expect, it } from 'vitest';
import { compareNatural } from './natural-order.ts';

it("orders keys as Go's YAML library does", () => {
  const ordered =
    ' 1 1a 2 02 10 NODE1 Node1 a a-b a1 a1b a9b10 a10 a010 aB ab node node-1 node.1 node_1 node1 node2 node02 node10 é';
  const keys = ordered.split(' ');

  const sorted = keys.toReversed().sort(compareNatural);

  expect(sorted).toEqual(keys);
});
