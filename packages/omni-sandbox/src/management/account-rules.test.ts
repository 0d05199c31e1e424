import { isOmniError, type Role, validateServiceAccount, validateUser } from '@fleetwright/omni-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SandboxWithClient, sandboxWithClient } from '../testing/sandbox-client.ts';

/** What the library says of accounts before they are made, against what the server does. */
let server: SandboxWithClient;

beforeAll(async () => {
  server = await sandboxWithClient();
});
afterAll(() => server[Symbol.asyncDispose]());

const ROLES = ['None', 'InfraProvider', 'Reader', 'Auditor', 'Operator', 'Admin', 'admin', 'Root', ''];

describe('the library and the server agree about', () => {
  test.each([
    ...ROLES.map((role, index) => ({ email: `user${index}@example.com`, role })),
    ...['', 'ada', 'a b@example.com', 'Ada <ada@example.com>', 'Ada@Example.com', '@', 'a@b'].map((email) => ({
      email,
      role: 'Reader',
    })),
  ])('the user %j', async ({ email, role }) => {
    const isAccepted = await accepted(server.client.users.create(email, role as Role));

    expect(isAccepted).toBe(validateUser({ email, role }).length === 0);
  });

  test.each([
    ...ROLES.map((role, index) => ({ name: `account${index}`, role })),
    ...['infra-provider:qemu', 'infra-provider:', 'CI', '', 'a b', 'a@b', 'a.b-c_d'].map((name) => ({
      name,
      role: name.startsWith('infra-provider:') ? 'InfraProvider' : 'Reader',
    })),
    { name: 'infra-provider:metal', role: 'Reader' },
    ...[0, 1, 999, 1000, 365 * 86_400_000, 366 * 86_400_000].map((lifetimeMs) => ({
      name: `lives-${lifetimeMs}`,
      role: 'Reader',
      lifetimeMs,
    })),
  ])('the service account %j', async ({ name, role, ...lifetime }) => {
    const { serviceAccounts } = server.client.users;
    const isAccepted = await accepted(serviceAccounts.create(name, { role: role as Role, ...lifetime }));

    expect(isAccepted).toBe(validateServiceAccount({ name, role, ...lifetime }).length === 0);
  });
});

async function accepted(creation: Promise<unknown>): Promise<boolean> {
  try {
    await creation;
    return true;
  } catch (error) {
    if (isOmniError(error, 'invalid_argument')) return false;
    throw error;
  }
}
