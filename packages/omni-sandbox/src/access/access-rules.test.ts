import { readFile } from 'node:fs/promises';
import { findResourceType, type ResourceTypeInfo, resourceTypeInfos } from '@fleetwright/omni-core';
import { describe, expect, test } from 'vitest';
import type { Caller, Role } from '../auth/role.ts';
import { checkAccess } from './access-rules.ts';
import { DEFAULT_TARGET, type Target, typeExists } from './target.ts';
import { isRead, type Verb } from './verb.ts';

const VERBS: readonly Verb[] = ['get', 'list', 'watch', 'create', 'update', 'destroy'];
const MAIN: Target = { version: 'v1.11.0', apiVersion: 3 };

function caller(role: Role, identity = 'x@serviceaccount.omni.sidero.dev'): Caller {
  return { identity, userId: 'u', role, fingerprint: 'f' };
}

function refusal(action: () => void): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    const { status, message } = error as { status: string; message: string };
    return `${status}: ${message}`;
  }
}

/** What a role may do to a type, said as a list so that a whole table can be compared at once. */
function permitted(role: Role, info: ResourceTypeInfo): Verb[] {
  const { type } = info;
  const namespace = findResourceType(type)?.defaultNamespace ?? 'default';
  return VERBS.filter(
    (verb) => refusal(() => checkAccess(caller(role), verb, { namespace, type }, MAIN)) === undefined,
  );
}

const RANK: Readonly<Record<string, number>> = {
  public: 0,
  signature: 0,
  InfraProvider: 1,
  Reader: 2,
  Operator: 4,
  Admin: 5,
};

describe('the access table', () => {
  test.each<[Role, number]>([
    ['None', 0],
    ['InfraProvider', 1],
    ['Reader', 2],
    ['Auditor', 3],
    ['Operator', 4],
    ['Admin', 5],
  ])('gives role %s exactly what it says', (role, rank) => {
    const infos = [...resourceTypeInfos().values()].filter(({ type }) => !type.startsWith('MachineRequestSetStatuses'));

    const actual = infos.map((info) => [info.type, permitted(role, info)]);

    const expected = infos.map((info) => {
      const may = (needed: string | undefined) => needed === undefined || rank >= (RANK[needed] ?? 9);
      const readable = info.verbs.some(isRead) && may(info.readRole);
      const allowed = VERBS.filter((verb) =>
        isRead(verb) ? readable : info.verbs.includes(verb) && may(info.writeRole),
      );
      return [info.type, allowed];
    });
    expect(actual).toEqual(expected);
  });

  test('refuses an Admin what a real Omni 1.9.3 refused', async () => {
    const golden = new URL('../../../../test/golden/wire/_refusals.json', import.meta.url);
    const recorded = JSON.parse(await readFile(golden, 'utf8')) as Record<string, string>;
    // Its signing keys could not be listed in that release; the table is of a later one.
    const denied = Object.entries(recorded).filter(
      ([type, text]) => text.startsWith('PERMISSION_DENIED') && !type.startsWith('JWTPublicKeys'),
    );

    const actual = denied.map(([type]) => {
      const namespace = findResourceType(type)?.defaultNamespace ?? 'default';
      const text = refusal(() => checkAccess(caller('Admin'), 'list', { namespace, type }, DEFAULT_TARGET)) ?? '';
      return [type, text.replaceAll(/\s+/g, ' ').slice(0, 120)];
    });

    expect(denied.length).toBeGreaterThan(20);
    expect(actual).toEqual(denied.map(([type, text]) => [type, text.slice(0, 120)]));
  });

  test('wraps refusals as errors of validation are', () => {
    const key = { namespace: 'default', type: 'Clusters.omni.sidero.dev' };

    expect(refusal(() => checkAccess(caller('Reader'), 'create', key, DEFAULT_TARGET))).toBe(
      'PERMISSION_DENIED: failed to validate: 1 error occurred:\n\t* rpc error: code = PermissionDenied desc = ' +
        'unauthorized: access denied: insufficient role: "Reader"\n\n',
    );
  });

  test('gives an infra provider its own namespace, and others a look at it', () => {
    const key = { namespace: 'infra-provider:qemu', type: 'Machines.qemu.infraprovider.sidero.dev' };
    const provider = caller('InfraProvider', 'qemu@infra-provider.serviceaccount.omni.sidero.dev');
    const other = caller('InfraProvider', 'bare@infra-provider.serviceaccount.omni.sidero.dev');

    expect(refusal(() => checkAccess(provider, 'create', key, DEFAULT_TARGET))).toBeUndefined();
    expect(refusal(() => checkAccess(caller('Reader'), 'list', key, DEFAULT_TARGET))).toBeUndefined();
    expect(refusal(() => checkAccess(caller('Admin'), 'create', key, DEFAULT_TARGET))).toMatch(/only read access/);
    expect(refusal(() => checkAccess(other, 'list', key, DEFAULT_TARGET))).toMatch(/insufficient role/);
  });
});

test.each([
  ['<=1.5', 'v1.5.0', true],
  ['1.8', 'v1.7.9', false],
  ['1.8', 'v1.9.3', true],
  ['1.9', 'v1.10.4', true],
  ['main (after 1.10.4)', 'v1.10.4', false],
])('a type that came with %s is in %s: %s', (since, version, expected) => {
  expect(typeExists(since, { version, apiVersion: 2 })).toBe(expected);
});
