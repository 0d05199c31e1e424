import path from 'node:path';
import { type OmniClient, type Resource, resourceToWire, types } from '@fleetwright/omni-core';
import { messageCodec } from '@fleetwright/omni-core/wire';
import protobuf from 'protobufjs';
import { connect } from '../interop/harness/connect.ts';
import { startCosiServer } from '../interop/harness/cosi-server.ts';
import { buildGoPrograms } from '../interop/harness/go-programs.ts';
import { measureInRotation, type Sample } from './rotation.ts';
import type { Suite } from './suite.ts';

const MACHINES = 10_000;
const PROTOS = path.resolve(import.meta.dirname, '../../protos');

/** What a listed fleet occupies as long as nobody reads its specs, against the same messages decoded by protobufjs. */
export const heapSuite: Suite = {
  name: 'heap',
  comparisons: [
    {
      name: 'heap of 10,000 resources, specs unread / protobufjs',
      subject: 'ours',
      base: 'protobufjs',
      clock: 'heapBytes',
      goal: { atMost: 0.45, bar: true },
    },
  ],
  async measure(rounds) {
    await buildGoPrograms();
    await using server = await startCosiServer({ machines: MACHINES, freeze: true });
    await using client = await connect(server);
    const messages = (await client.resources.list(types.MachineStatus)).map(listResponse);
    const plain = (await contract()).lookupType('cosi.resource.ListResponse');

    return await measureInRotation(
      [
        { name: 'ours', run: () => held(() => list(client)) },
        { name: 'protobufjs', run: () => held(async () => messages.map((message) => plain.decode(message))) },
      ],
      rounds,
    );
  },
};

async function list(client: OmniClient): Promise<readonly Resource[]> {
  return client.resources.list(types.MachineStatus);
}

/** The state service as protobufjs reads it from the files. */
async function contract(): Promise<protobuf.Root> {
  const root = new protobuf.Root();
  root.resolvePath = (_, file) => (file.startsWith('google/protobuf/') ? file : path.resolve(PROTOS, file));
  return root.load('cosi/resource/state.proto');
}

/** The message a resource came in. */
function listResponse(resource: Resource): Uint8Array {
  const { metadata } = resourceToWire(resource);
  const spec = { protoSpec: resource.specBytes, yamlSpec: resource.specYaml };
  return messageCodec('cosi.resource.ListResponse').encode({ resource: { metadata, spec } });
}

/** How much larger the heap is while what the job makes is held. */
async function held(job: () => Promise<readonly unknown[]>): Promise<Sample> {
  const before = collectedHeap();
  const start = performance.now();
  const result = await job();
  const wallMs = performance.now() - start;
  const heapBytes = collectedHeap() - before;
  if (result.length !== MACHINES) throw new Error(`made ${result.length} of ${MACHINES} resources`);
  return { wallMs, heapBytes };
}

/** @throws {Error} without `--expose-gc`, which `npm run bench` passes */
function collectedHeap(): number {
  if (globalThis.gc === undefined) throw new Error('the heap can only be measured with node --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
