import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FieldModel, loadProtos, protoFiles } from '../../scripts/proto-model.ts';

interface Reference {
  readonly messages: Readonly<Record<string, { readonly fields: Readonly<Record<string, ReferenceField>> }>>;
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly services: Readonly<Record<string, Readonly<Record<string, ReferenceMethod>>>>;
}

interface ReferenceField {
  readonly n: number;
  readonly type: string;
  readonly oneof?: string;
  readonly deprecated?: boolean;
}

interface ReferenceMethod {
  readonly in: string;
  readonly out: string;
  readonly serverStreaming: boolean;
}

const directory = join(import.meta.dirname, '../../../../protos');
const model = loadProtos(directory);
const reference = JSON.parse(readFileSync(join(import.meta.dirname, '../../data/messages.json'), 'utf8')) as Reference;

describe('protos/', () => {
  it('declares every message with the numbers, types, labels, oneofs and presence of the reference, and no other', () => {
    const declared = model.messages
      .filter((message) => message.package !== 'google.protobuf')
      .map((message) => [
        message.name,
        Object.fromEntries(message.fields.map((field) => [field.protoName, shape(field)])),
      ]);

    const expected = Object.entries(reference.messages).map(([name, { fields }]) => [name, fields]);

    expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(expected));
  });

  it('declares every enum with the names and numbers of the reference, and no other', () => {
    const declared = model.enums.map(({ name, values }) => [
      name,
      Object.fromEntries(values.map((v) => [v.name, v.number])),
    ]);

    expect(Object.fromEntries(declared)).toEqual(reference.enums);
  });

  it('declares every service with the methods and streams of the reference, and no other', () => {
    const declared = model.services.map(({ name, methods }) => [
      name,
      Object.fromEntries(
        methods.map(({ name: rpc, request, response, serverStreaming }) => [
          rpc,
          { in: request, out: response, serverStreaming },
        ]),
      ),
    ]);

    expect(Object.fromEntries(declared)).toEqual(reference.services);
  });

  it('says of every message, enum, service and method what it is for', () => {
    const things = [...model.messages, ...model.enums, ...model.services, ...model.services.flatMap((s) => s.methods)];
    const silent = things.filter((thing) => !thing.comment && !thing.name.startsWith('google.protobuf.'));

    expect(silent.map((thing) => thing.name)).toEqual([]);
  });

  it('has no circular imports, so that any protobuf compiler accepts it', () => {
    const imports = new Map(protoFiles(directory).map((path) => [path, importsOf(path)]));

    const circular = [...imports.keys()].filter((path) => reaches(path, path, imports));

    expect(circular).toEqual([]);
  });
});

function shape(field: FieldModel): ReferenceField {
  const type = field.mapKey === undefined ? field.type : `map<${field.mapKey},${field.type}>`;
  return {
    n: field.id,
    type: field.label === undefined || field.mapKey !== undefined ? type : `${field.label} ${type}`,
    ...(field.oneof !== undefined && { oneof: field.oneof }),
    ...(field.deprecated && { deprecated: true }),
  };
}

function importsOf(path: string): readonly string[] {
  const source = readFileSync(join(directory, path), 'utf8');
  return [...source.matchAll(/^import "(.+)";$/gm)].flatMap(([, imported]) => imported ?? []);
}

function reaches(
  from: string,
  goal: string,
  imports: ReadonlyMap<string, readonly string[]>,
  visited: Set<string> = new Set(),
): boolean {
  return (imports.get(from) ?? []).some((next) => {
    if (next === goal) return true;
    if (visited.has(next)) return false;
    visited.add(next);
    return reaches(next, goal, imports, visited);
  });
}
