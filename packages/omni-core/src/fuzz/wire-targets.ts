import { zstdCompressSync } from 'node:zlib';
import { auditLogEntries } from '../management/audit-log-entry.ts';
import { readTexts } from '../resources/compressed-text.ts';
import { newResource } from '../resources/new-resource.ts';
import { resolveResourceType, types } from '../resources/registry.ts';
import { resourceFromWire, resourceToWire } from '../resources/resource-wire.ts';
import { decodeSpec } from '../resources/spec-codec.ts';
import { printSpecYaml } from '../resources/spec-yaml.ts';
import { readResourceResponse, readWatchResponse } from '../wire/envelope/read-response.ts';
import { messageNames } from '../wire/field-descriptor.ts';
import { printProtoJson } from '../wire/json/print-proto-json.ts';
import { anyMessageCodec, messageCodec } from '../wire/message-codec.ts';
import type { ByteTarget } from './target.ts';

const cluster = newResource(types.Cluster, {
  id: 'harbour',
  labels: { environment: 'staging', empty: '' },
  spec: { talosVersion: '1.11.2', kubernetesVersion: '1.34.1', features: { diskEncryption: true } },
});
const patch = newResource(types.ConfigPatch, { id: 'a', spec: { data: 'machine:\n  sysctls: {a: "1"}\n' } });
const wireResources = [cluster, patch].map(resourceToWire);

const listed = wireResources.map((resource) => messageCodec('cosi.resource.ListResponse').encode({ resource }));
const watched = [
  ...wireResources.map((resource) => ({
    event: [{ resource, eventType: 2, old: resource, bookmark: Buffer.from('b') }],
  })),
  { event: [{ eventType: 5, error: 'no', bookmark: Buffer.alloc(8) }, { eventType: 4 }] },
].map((message) => messageCodec('cosi.resource.WatchResponse').encode(message));

/** A field of every kind, and a message in a message in a message. */
const nested = Buffer.from(
  '0a0b0a0908961a120464656d6f3a0208019a0100a20103616263f80101fd01000000003d010000004105',
  'hex',
);

/** Messages of the contract, picked by the first byte of the input. */
const NAMES = messageNames();
const nameOf = (bytes: Uint8Array) => NAMES[((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)) % NAMES.length] ?? '';
const everyMessage = NAMES.map((_, index) => Buffer.concat([Buffer.from([index >> 8, index & 0xff]), nested]));

const frames = [...['', 'a: b\n', 'x'.repeat(100_000)].map((text) => zstdCompressSync(text)), Buffer.alloc(12)];
const packed = frames.map((frame) => packedPatches([frame, frame]));
/** Twenty times sixty megabytes in a few kilobytes. */
const bomb = packedPatches(Array.from({ length: 20 }, () => zstdCompressSync(Buffer.alloc(60 * 2 ** 20))));

function packedPatches(compressedPatches: readonly Buffer[]): Uint8Array {
  return messageCodec('specs.ClusterMachineConfigPatchesSpec').encode({ compressedPatches: [...compressedPatches] });
}

/** What a server sends, or whoever pretends to be one. */
export const WIRE_TARGETS: readonly ByteTarget[] = [
  {
    name: 'list envelope',
    seeds: [...listed, nested],
    read: (bytes) => readResourceResponse(bytes),
  },
  {
    name: 'watch envelope',
    seeds: [...watched, nested],
    read: (bytes) => readWatchResponse(bytes),
  },
  {
    name: 'message codecs',
    seeds: everyMessage,
    read: (bytes) => anyMessageCodec(nameOf(bytes)).decode(bytes.subarray(2)),
  },
  {
    name: 'message as JSON',
    seeds: everyMessage,
    read: (bytes) => {
      const name = nameOf(bytes);
      return JSON.stringify(printProtoJson(name, anyMessageCodec(name).decode(bytes.subarray(2)) as object));
    },
  },
  {
    name: 'resource from the wire',
    seeds: wireResources.map((resource) => messageCodec('cosi.resource.Resource').encode(resource)),
    read: (bytes) => {
      const { metadata, spec } = messageCodec('cosi.resource.Resource').decode(bytes);
      const type = resolveResourceType(metadata?.type ?? '');
      const resource = resourceFromWire(type, { metadata, spec });
      return [resource.metadata, printSpecYaml(type, spec?.protoSpec ?? bytes, { specYaml: spec?.yamlSpec })];
    },
  },
  {
    name: 'compressed texts',
    seeds: packed,
    hostile: [bomb],
    read: (bytes) => {
      const type = types.ClusterMachineConfigPatch;
      return readTexts({ type, spec: decodeSpec(type, bytes), specYaml: undefined });
    },
  },
  {
    name: 'audit log lines',
    seeds: [
      '{"event_type":"create","event_ts":1763845200000,"resource_type":"Clusters.omni.sidero.dev","event_data":{"session":{"email":"a@b"}}}\n',
      '{"event_ts":1e999,"event_data":[1]}\nnull\n"x"\n',
    ].map((line) => Buffer.from(line)),
    read: (bytes) => auditLogEntries(bytes, 1n),
  },
];
