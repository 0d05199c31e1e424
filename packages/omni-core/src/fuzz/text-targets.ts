import { parseGlob } from '../access-policies/glob.ts';
import { parseEndpoint } from '../config/endpoint.ts';
import { fromGrpc } from '../errors/from-grpc.ts';
import { validationMessages } from '../errors/validation-messages.ts';
import { createCursorSealer } from '../listing/cursor.ts';
import { searchFilter } from '../listing/search.ts';
import { parseMachineLogLine, printDmesgLine } from '../management/machine-log-record.ts';
import { printResources } from '../printing/print-resources.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { matchesLabels } from '../selectors/match-labels.ts';
import { parseSelectors } from '../selectors/parse-selector.ts';
import { printSelector } from '../selectors/print-selector.ts';
import { parseGoDuration, printGoDuration } from '../templates/decode/go-duration.ts';
import { readProtoJson } from '../wire/json/read-proto-json.ts';
import { readDuration, readTimestamp } from '../wire/json/time-json.ts';
import { anyMessageCodec } from '../wire/message-codec.ts';
import type { TextTarget } from './target.ts';

const cluster = newResource(types.ClusterStatus, {
  id: 'harbour',
  labels: { a: '8', 'omni.sidero.dev/cluster': 'harbour' },
  spec: { machines: { total: 3, healthy: 2 }, phase: 3, ready: true },
});
const sealer = createCursorSealer(new Uint8Array(32));
const LISTING = ['Clusters.omni.sidero.dev', 'default'];

/** Short texts that people type, or copy out of an answer. */
export const TEXT_TARGETS: readonly TextTarget[] = [
  {
    name: 'selector',
    seeds: ['a=b,c!=d', 'omni.sidero.dev/cluster in (x, y),!z', 'a>=16GiB, b notin ("c d")', 'a = b c '],
    tokens: [
      'a',
      '=',
      '==',
      '!=',
      '!',
      ',',
      ' in ',
      ' notin ',
      '(',
      ')',
      '"',
      '\\',
      '<',
      '<=',
      '>',
      '>=',
      '8',
      'GiB',
      ' ',
      '\0',
    ],
    read: (text) => {
      const queries = parseSelectors(text);
      return queries.map((query) => [printSelector(query), matchesLabels(cluster.metadata.labels, query)]);
    },
  },
  {
    name: 'jsonpath',
    seeds: [
      '{.metadata.id}',
      '{range .spec.*}{@}{"\\n"}{end}',
      '{..id}',
      '{.a[?(@.b=="c")]}',
      '{.a[0:2:1]}',
      "{['a']['b']}",
    ],
    tokens: [
      '{',
      '}',
      '.',
      '..',
      '*',
      '@',
      '[',
      ']',
      '?(',
      ')',
      '==',
      '<',
      '"',
      "'",
      '\\',
      'range ',
      'end',
      ':',
      '-1',
      '0',
      ',',
      'metadata',
      'spec',
      'id',
      ' ',
      '9',
    ],
    read: (text) => printResources(types.ClusterStatus, [cluster], `jsonpath=${text}`),
  },
  {
    name: 'cursor',
    seeds: [sealer.seal({ id: 'a', key: 'b' }, LISTING), sealer.seal({ id: '', key: null }, LISTING), 'p1..'],
    tokens: ['.', 'p1', '{', '"', 'bnVsbA', 'W10', '_', '-', '='],
    read: (text) => sealer.open(text, LISTING),
  },
  {
    name: 'search',
    seeds: ['harbour ready', '"'],
    tokens: ['a', ' ', '"', '\t', '*', '\\', '('],
    read: (text) => searchFilter(text)(cluster),
  },
  {
    name: 'machine log line',
    seeds: [
      '{"clock":1763845200,"facility":"user","msg":"started","priority":"info","seq":1,"talos-level":"info","talos-time":"2026-11-22T21:00:00.123456789Z"}',
      '{"msg":1}',
      'plain text',
    ],
    tokens: ['{', '}', '"clock":', '"msg":', '"facility":', '1e400', '-1', 'null', '[', ']', ',', '"', '\\u0000', '0'],
    read: (text) => {
      const record = parseMachineLogLine(text);
      return record === undefined ? undefined : printDmesgLine(record);
    },
  },
  {
    name: 'duration',
    seeds: ['1h30m', '-1.5s', '0', '300ms', '1µs', '2540400h10m10.000000000s'],
    tokens: ['1', '9', '.', '-', '+', 'h', 'm', 's', 'ms', 'us', 'µs', 'ns', ' ', '0'],
    read: (text) => {
      const nanos = parseGoDuration(text);
      return nanos === undefined ? readDuration(text) : printGoDuration(nanos);
    },
  },
  {
    name: 'time',
    seeds: ['2026-11-22T21:00:00.5Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999+14:00'],
    tokens: ['0', '9', '-', ':', 'T', 'Z', '+', '.', '99', ' '],
    read: (text) => readTimestamp(text),
  },
  {
    name: 'message in JSON',
    seeds: [
      '{"options":{"labelQuery":[{"terms":[{"key":"a","op":"EXISTS"}]}]},"namespace":"default"}',
      '{"resource":{"metadata":{"created":"2026-11-22T21:00:00Z","labels":{"a":"b"}},"spec":{"protoSpec":"AA=="}}}',
    ],
    tokens: [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      'null',
      '1e400',
      '-0',
      '"@type"',
      '"resource"',
      '"created"',
      '"AA"',
      '9007199254740993',
    ],
    read: (text) => {
      const json = parsedJson(text);
      return ['cosi.resource.ListRequest', 'cosi.resource.GetResponse'].map((message) =>
        anyMessageCodec(message).encode(readProtoJson(message, json, { unknown: 'skip' })),
      );
    },
  },
  {
    name: 'endpoint',
    seeds: ['https://omni.example:8090/a', 'grpc://[::1]:80', 'omni'],
    tokens: ['http', 's', '://', ':', '[', ']', '@', '/', '%', '?', '#', '.', '99999', '\\', ' '],
    read: (text) => parseEndpoint(text),
  },
  {
    name: 'pattern of names',
    seeds: ['prod-*', '[a-z]?\\*', '[^a]*b*'],
    tokens: ['*', '?', '[', ']', '^', '-', '\\', 'a', '/', 'z'],
    read: (text) => parseGlob(text)(`${'a'.repeat(50)}b`),
  },
  {
    name: 'text of a refusal',
    seeds: [
      'failed to validate: 2 errors occurred:\n\t* a\n\t* rpc error: code = Unknown desc = b\n\n',
      'update conflict: a',
    ],
    tokens: ['failed to validate: ', '\n', '\t', '* ', 'rpc error: code = ', 'siderov1 a b c', 'ey', 'is owned by'],
    read: (text) => {
      const codes = Array.from({ length: 18 }, (_, code) => code);
      return [
        validationMessages(text),
        codes.map((code) => fromGrpc({ code, details: text, serverDate: text }, { method: text })),
      ];
    },
  },
];

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
