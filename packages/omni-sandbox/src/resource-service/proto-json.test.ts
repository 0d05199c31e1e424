import { encodeSpec, types } from '@fleetwright/omni-core';
import { anyMessageCodec, fieldsOf, messageNames } from '@fleetwright/omni-core/wire';
import { describe, expect, test } from 'vitest';
import { type Json, printProtoJson, protoName } from './print-proto-json.ts';
import { readProtoJson } from './read-proto-json.ts';

function roundTrip(message: string, json: Json): Json {
  return printProtoJson(message, readProtoJson(message, json));
}

describe('specs as JSON', () => {
  test.each<[string, string, Json]>([
    ['names, numbers and lists', 'specs.MachineClassSpec', { match_labels: ['a', 'b'] }],
    ['64-bit integers as texts', 'google.protobuf.Timestamp', { seconds: '9007199254740993' }],
    ['bytes as base64', 'specs.JWTPublicKeySpec', { public_key: 'AQID' }],
    ['times', 'specs.JWTPublicKeySpec', { expiration: '2026-11-22T21:00:00.000000001Z' }],
    ['durations', 'specs.EtcdBackupConf', { interval: '5400.5s', enabled: true }],
    ['maps', 'specs.LabelsCompletionSpec', { items: { arch: { items: ['amd64'] } } }],
  ])('keep %s', (_name, message, json) => {
    expect(roundTrip(message, json)).toEqual(json);
  });

  test('leave out what has its default', () => {
    expect(roundTrip('specs.EtcdBackupConf', { enabled: false })).toEqual({});
  });

  test('take the names of JavaScript as well', () => {
    expect(readProtoJson('specs.MachineClassSpec', { matchLabels: ['a'] })).toEqual({ matchLabels: ['a'] });
  });

  test.each<[string, unknown, string]>([
    ['an unknown field', { nonsense: 1 }, 'unknown field "nonsense" in spec'],
    ['a list that is none', { match_labels: 'a' }, 'spec.match_labels must be a list'],
    ['a text that is none', { match_labels: [1] }, 'spec.match_labels[0] must be a text'],
    ['no object', 7, 'spec must be an object'],
  ])('are refused for %s', (_name, json, message) => {
    expect(() => readProtoJson('specs.MachineClassSpec', json)).toThrow(message);
  });

  test('have names nobody else in their message has', () => {
    for (const message of messageNames()) {
      const names = fieldsOf(message).map(({ name }) => protoName(name));
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('encode to the same bytes they came from', () => {
    const bytes = encodeSpec(types.Cluster, { talosVersion: '1.11.0', kubernetesVersion: '1.33.1' });
    const decoded = anyMessageCodec('specs.ClusterSpec').decode(bytes) as Record<string, unknown>;

    const again = readProtoJson('specs.ClusterSpec', printProtoJson('specs.ClusterSpec', decoded));

    expect(encodeSpec(types.Cluster, again)).toEqual(bytes);
  });
});
