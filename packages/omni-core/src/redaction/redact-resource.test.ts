import { describe, expect, it } from 'vitest';
import { newResource } from '../resources/new-resource.ts';
import { resolveResourceType, types } from '../resources/registry.ts';
import { resourceTypeInfos } from '../resources/resource-type-info.ts';
import { type FieldDescriptor, fieldsOf } from '../wire/field-descriptor.ts';
import { CLASSIFIED_TYPES } from './classified-fields.ts';
import { countMarkers, createMarker } from './marker.ts';
import { redactResource } from './redact-resource.ts';

const marker = createMarker(new Uint8Array(32));
const CANARY = 'CaNaRy0123456789';
const CANARY_IN_ANY_FORM = new RegExp(
  [CANARY, Buffer.from(CANARY).toString('hex'), Buffer.from(CANARY).toString('base64').slice(0, 18)].join('|'),
  'i',
);

/** A text for every field: a configuration full of secrets, which is not one in fields of any other class. */
const CONFIG = `machine:\n  token: ${CANARY}\n  ca:\n    crt: public\n    key: ${CANARY}\ncluster:\n  secret: ${CANARY}\n`;

const TEXTS: Readonly<Record<string, string>> = {
  secret: CANARY,
  alias: CANARY,
  config: CONFIG,
  diff: `@@ -1,2 +1,2 @@\n machine:\n-  token: ${CANARY}\n+  token: ${CANARY}2\n`,
  kernelArgs: `siderolink.api=https://x?jointoken=${CANARY}`,
  plain: `see https://user:${CANARY}@example.com and Bearer ${CANARY}`,
};

const accessible = [...resourceTypeInfos().values()].filter(({ verbs }) => verbs.length > 0).map(({ type }) => type);

describe('a resource that may be shown', () => {
  it.each(accessible)('shows no secret of %s', (name) => {
    const type = resolveResourceType(name);
    const resource = newResource(type, {
      id: CLASSIFIED_TYPES[name]?.id === 'alias' ? CANARY : 'id',
      labels: { 'example.com/x': `token=${CANARY}` },
      annotations: { note: `-----BEGIN PRIVATE KEY-----${CANARY}` },
      ...(type.specMessage === undefined ? {} : { spec: filled(type.specMessage, '', name) as never }),
    });

    const shown = JSON.stringify(redactResource(resource, marker));

    expect(shown).not.toMatch(CANARY_IN_ANY_FORM);
    expect(countMarkers(shown)).toBeGreaterThan(1);
  });

  it('hides the texts of fields nobody classified yet', () => {
    const cluster = newResource(types.Cluster, { id: 'demo' });
    const newer = {
      ...cluster,
      metadata: cluster.metadata,
      type: cluster.type,
      specBytes: cluster.specBytes,
      spec: cluster.spec,
      specYaml: `talosversion: 1.13.3\nnewfield: ${CANARY}\ncount: 3\nbytes: ${JSON.stringify([...Buffer.from(CANARY)])}\n`,
    };

    const { spec } = redactResource(newer, marker);

    expect(spec).toEqual({
      talosversion: '1.13.3',
      newfield: expect.stringMatching(/^«redacted:/),
      count: 3,
      bytes: expect.stringMatching(/^«redacted:/),
    });
  });

  it('gives a join token the same alias wherever it stands', () => {
    const token = redactResource(newResource(types.JoinToken, { id: CANARY }), marker);
    const byDefault = redactResource(
      newResource(types.DefaultJoinToken, { id: 'default', spec: { tokenId: CANARY } }),
      marker,
    );

    expect(token.metadata.id).toMatch(/^jt-[0-9a-f]{8}$/);
    expect(byDefault.spec).toEqual({ tokenid: token.metadata.id });
  });

  it('shows what is not secret as it is', () => {
    const { spec, metadata } = redactResource(
      newResource(types.Cluster, { id: 'demo', spec: { talosVersion: '1.13.3', kubernetesVersion: '1.35.0' } }),
      marker,
    );

    expect(metadata.id).toBe('demo');
    expect(spec).toMatchObject({ talosversion: '1.13.3', kubernetesversion: '1.35.0' });
  });
});

/** A message with a canary in every text field, in the form the field's class is meant to catch. */
function filled(message: string, prefix: string, type: string, above: readonly string[] = []): Record<string, unknown> {
  const seen = new Set<string>();
  const entries = fieldsOf(message)
    // One field of every oneof: setting several would only keep the last.
    .filter(({ oneof }) => oneof === undefined || seen.size < seen.add(oneof).size)
    .filter((field) => !field.name.startsWith('compressed') && !above.includes(field.type))
    .flatMap((field) => {
      const value = textFor(field, prefix, type, [...above, message]);
      if (value === undefined) return [];
      const wrapped = field.label === 'repeated' ? [value] : field.label === 'map' ? { key: value } : value;
      return [[field.name, wrapped] as const];
    });
  return Object.fromEntries(entries);
}

function textFor(field: FieldDescriptor, prefix: string, type: string, above: readonly string[]): unknown {
  const inOneof = field.oneof === undefined ? '' : `${field.oneof.toLowerCase()}.`;
  const path = `${prefix}${inOneof}${field.name.toLowerCase()}${field.label === 'map' ? '.*' : ''}`;
  if (field.kind === 'message') return filled(field.type, `${path}.`, type, above);
  const text = TEXTS[classOf(type, path)] ?? CANARY;
  if (field.type === 'string') return text;
  return field.type === 'bytes' ? new TextEncoder().encode(text) : undefined;
}

function classOf(type: string, path: string): string {
  const classes = Object.entries(CLASSIFIED_TYPES[type] ?? {});
  return classes.find(([, paths]) => paths.split(' ').includes(path))?.[0] ?? 'secret';
}
