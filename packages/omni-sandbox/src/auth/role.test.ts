import { expect, test } from 'vitest';
import { lesserRole, type Role, requireOneOf } from './role.ts';

test.each<[Role, Role, Role]>([
  ['Admin', 'Reader', 'Reader'],
  ['Operator', 'Admin', 'Operator'],
  ['Admin', 'Auditor', 'Auditor'],
  ['Auditor', 'Auditor', 'Auditor'],
  ['Operator', 'Auditor', 'Reader'],
  ['None', 'Admin', 'None'],
])('a %s with a key of role %s acts as %s', (user, key, effective) => {
  expect(lesserRole(user, key)).toBe(effective);
  expect(lesserRole(key, user)).toBe(effective);
});

test('an exact list of roles refuses even a more powerful one', () => {
  const caller = { identity: 'x', userId: 'u', role: 'Operator', fingerprint: 'f' } as const;

  expect(() => requireOneOf(caller, ['Auditor', 'Admin'])).toThrow(
    'unauthorized: role "Operator" is not one of the allowed roles [Auditor Admin]',
  );
});
