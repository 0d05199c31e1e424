import type { Resource } from '@fleetwright/omni-core';
import { printSpecYaml } from '@fleetwright/omni-core';
import { parse } from 'yaml';
import { CLASSIFIED_TYPES } from './classified-fields.ts';
import { cleanText } from './clean-text.ts';
import { redactConfigText } from './config-text.ts';
import type { FieldClass } from './field-class.ts';
import { type JsonObject, type JsonValue, toJsonValue } from './json-value.ts';
import { redactKernelArgs } from './kernel-args.ts';
import { redactDiff } from './lines.ts';
import type { Marker } from './marker.ts';
import { safeText } from './safe-value.ts';

/** A resource as it may be shown. The spec has the keys of `omnictl get -o yaml`. */
export interface SafeResource {
  readonly metadata: {
    readonly namespace: string;
    readonly type: string;
    readonly id: string;
    readonly version: string;
    readonly owner: string;
    readonly phase: string;
    readonly created: string;
    readonly updated: string;
    readonly finalizers: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: JsonObject;
}

/** The one place where a stored resource turns into something that may be shown. */
export function safeResource(resource: Resource, marker: Marker): SafeResource {
  const { metadata } = resource;
  return {
    metadata: {
      namespace: metadata.namespace,
      type: metadata.type,
      id: safeId(metadata, marker),
      version: metadata.version,
      owner: metadata.owner,
      phase: metadata.phase,
      created: metadata.created.toISOString(),
      updated: metadata.updated.toISOString(),
      finalizers: metadata.finalizers.map((finalizer) => safeText(finalizer, marker)),
      labels: safeTexts(metadata.labels, marker),
      annotations: safeTexts(metadata.annotations, marker),
    },
    spec: safeSpec(resource, marker),
  };
}

/** The id as it may be shown: an alias where the id is a secret. */
export function safeId(metadata: { readonly type: string; readonly id: string }, marker: Marker): string {
  return hasSecretId(metadata.type) ? marker.alias(metadata.id) : safeText(metadata.id, marker);
}

/** True for types whose ids are secrets, e.g. join tokens. */
export function hasSecretId(type: string): boolean {
  return CLASSIFIED_TYPES[type]?.id === 'alias';
}

function safeTexts(record: Readonly<Record<string, string>>, marker: Marker): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [safeText(key, marker), safeText(value, marker)]),
  );
}

function safeSpec(resource: Resource, marker: Marker): JsonObject {
  const yaml = resource.specYaml ?? printSpecYaml(resource.type, resource.specBytes);
  const spec = toJsonValue(parse(yaml, { intAsBigInt: true, logLevel: 'silent', maxAliasCount: 0 }));
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) return {};
  const classOf = fieldClasses(resource.metadata.type);
  const safe = redactTree(spec, [], classOf, marker);
  return typeof safe === 'object' && safe !== null && !Array.isArray(safe) ? (safe as JsonObject) : {};
}

function redactTree(
  value: JsonValue,
  path: readonly string[],
  classOf: (path: readonly string[]) => FieldClass | undefined,
  marker: Marker,
): JsonValue {
  if (typeof value === 'string') return redactText(value, classOf(path), marker);
  if (Array.isArray(value)) {
    // Bytes print as a list of numbers.
    if (isBytes(value) && classOf(path) !== 'plain') return marker.mark(JSON.stringify(value));
    return value.map((item: JsonValue) => redactTree(item, path, classOf, marker));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      safeText(key, marker),
      redactTree(child, [...path, key], classOf, marker),
    ]),
  );
}

function isBytes(list: readonly JsonValue[]): boolean {
  return list.length >= 8 && list.every((item) => Number.isInteger(item) && Number(item) >= 0 && Number(item) <= 255);
}

function redactText(text: string, fieldClass: FieldClass | undefined, marker: Marker): string {
  switch (fieldClass) {
    case 'plain':
      return safeText(text, marker);
    case 'alias':
      return marker.alias(text);
    case 'config':
      return safeText(redactConfigText(cleanText(text), marker), marker);
    case 'diff':
      return redactDiff(cleanText(text), marker);
    case 'kernelArgs':
      return redactKernelArgs(cleanText(text), marker);
    default:
      // Secret, or not classified yet: a field of a newer Omni is hidden until somebody says what it holds.
      return marker.mark(text);
  }
}

const compiled = new Map<string, (path: readonly string[]) => FieldClass | undefined>();

/** Looks a path up in the type's table, trying `*` for each map key. Compiled once per type. */
function fieldClasses(type: string): (path: readonly string[]) => FieldClass | undefined {
  const known = compiled.get(type);
  if (known !== undefined) return known;
  const { id: _id, ...classes } = CLASSIFIED_TYPES[type] ?? {};
  const byPath = new Map<string, FieldClass>();
  const wildcards: { readonly steps: readonly string[]; readonly fieldClass: FieldClass }[] = [];
  for (const fieldClass of Object.keys(classes) as FieldClass[]) {
    for (const path of (classes[fieldClass] ?? '').split(' ').filter(Boolean)) {
      if (path.includes('*')) wildcards.push({ steps: path.split('.'), fieldClass });
      else byPath.set(path, fieldClass);
    }
  }
  const lookUp = (path: readonly string[]): FieldClass | undefined =>
    byPath.get(path.join('.')) ??
    wildcards.find(
      ({ steps }) => steps.length === path.length && steps.every((step, index) => step === '*' || step === path[index]),
    )?.fieldClass;
  compiled.set(type, lookUp);
  return lookUp;
}
