import { describe, expect, it } from 'vitest';
import { configPatchProblem } from '../config-patch-problem.ts';
import { machineConfigSchema } from './machine-config-schema.ts';

/** A small configuration of our own, in the shape of the files Talos publishes. */
const CURRENT = {
  $defs: {
    'toy.Config': {
      type: 'object',
      additionalProperties: false,
      properties: { machine: { $ref: '#/$defs/toy.Machine' } },
    },
    'toy.Machine': {
      type: 'object',
      additionalProperties: false,
      properties: {
        enabled: { type: 'boolean' },
        size: { type: 'integer' },
        labels: { type: 'object', patternProperties: { '.*': { type: 'string' } } },
        args: { type: 'object', additionalProperties: { oneOf: [{ type: 'string' }, { type: 'array' }] } },
        mounts: { type: 'array', items: { $ref: '#/$defs/toy.Mount' } },
        url: { type: 'object', properties: {}, additionalProperties: false },
        extra: { type: 'object' },
        loop: { $ref: '#/$defs/toy.Loop' },
      },
      required: ['enabled'],
    },
    'toy.Mount': {
      type: 'object',
      additionalProperties: false,
      properties: { path: { type: 'string' }, kind: { enum: ['a', 'b'] } },
    },
    'toy.Loop': { $ref: '#/$defs/toy.Loop' },
    'toy.LinkV1': {
      type: 'object',
      additionalProperties: false,
      properties: { apiVersion: { enum: ['v1alpha1'] }, kind: { enum: ['Link'] }, name: { type: 'string' } },
    },
  },
  oneOf: [{ $ref: '#/$defs/toy.Config' }, { $ref: '#/$defs/toy.LinkV1' }],
};

/** An older release, which knew a key that the newer one leaves out. */
const EARLIER = {
  $ref: '#/$defs/Config',
  $defs: {
    Config: {
      type: 'object',
      additionalProperties: false,
      properties: {
        machine: { type: 'object', additionalProperties: false, properties: { network: { type: 'object' } } },
      },
    },
  },
};

const check = (text: string, schemas: readonly unknown[] = [CURRENT, EARLIER], showValues = false) =>
  configPatchProblem(text, { machineConfigSchema: machineConfigSchema(schemas, { showValues }) });

describe('machineConfigSchema', () => {
  it.each([
    ['machine: {enabled: yes, size: 0o17, labels: {anything: 5}, args: {a: x, b: [y]}}'],
    ['machine: {mounts: [{path: /a}, {kind: c}, null], extra: {free: {form: true}}}'],
    ['machine: {enabled: null, network: {hostname: a}, loop: {a: b}}'],
    ['persist: false'],
    ['machine: {size: 1.0, mounts: [{path: 0}], url: tcp://a}'],
    ['machine: {mounts: {$patch: delete, nothing: here}}'],
    ['machine:\n  <<: {size: 1}\n  enabled: true'],
    ['apiVersion: v1alpha1\nkind: Link\nname: a\n---\napiVersion: v1alpha1\nkind: Link\nname: b\n$patch: delete'],
  ])('takes %j', (text) => {
    expect(check(text)).toBeUndefined();
  });

  it('names unknown keys with their surroundings, and no value', () => {
    const text = 'machine:\n  size: 1\n  pasword: canary\n  mounts: [{path: /a}, {pth: [canary], path: /b}]\n';

    expect(check(text)).toBe(
      'error decoding document /v1alpha1/ (line 1): unknown keys found during decoding:\n' +
        'machine:\n    mounts:\n        - pth:\n            - …\n    pasword: …\n',
    );
  });

  it('repeats values as omnictl does when it may', () => {
    expect(check('machine: {pasword: shown}', [CURRENT], true)).toContain('machine:\n    pasword: shown\n');
  });

  it.each([
    ['machine: canary', 'line 1: cannot construct !!str into toy.Machine'],
    ['machine:\n  enabled: "yes"', 'line 2: cannot construct !!str into bool'],
    ['machine:\n  size: "5"', 'line 2: cannot construct !!str into int'],
    ['machine:\n  size: many', 'line 2: cannot construct !!str into int'],
    ['machine:\n  labels:\n    - a', 'line 3: cannot construct !!seq into object'],
    ['machine:\n  labels: {a: {canary: 1}}', 'line 2: cannot construct !!map into string'],
    ['machine:\n  mounts: {path: canary}', 'line 2: cannot construct !!map into array'],
    ['machine:\n  size: 1\n  size: 2', 'line 3: mapping key "size" already defined'],
  ])('refuses %j without repeating it', (text, reason) => {
    const problem = check(text);

    expect(problem).toBe(
      `error decoding document /v1alpha1/ (line 1): error decoding  to *v1alpha1.Config: yaml: construct errors:\n  ${reason}`,
    );
  });

  it('knows the kinds of documents', () => {
    expect(check('apiVersion: v1alpha1\nkind: Lnk')).toContain('"Lnk" "v1alpha1": not registered');
    expect(check('apiVersion: v2\nkind: Link')).toContain('"Link" "v2": not registered');
    expect(check('apiVersion: v1alpha1\nkind: Link\nnaem: a')).toContain('naem: …');
  });

  it('knows a key when any of the schemas does', () => {
    expect(check('machine: {network: {}}', [CURRENT])).toContain('network: {}');
    expect(check('machine: {network: {}}', [CURRENT, EARLIER])).toBeUndefined();
  });

  it.each([[{}], ['text'], [null], [{ type: 'object', properties: {} }]])('refuses %j as a schema', (schema) => {
    expect(() => machineConfigSchema([schema])).toThrow(expect.objectContaining({ code: 'configuration_invalid' }));
  });
});
