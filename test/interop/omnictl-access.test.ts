import { createServiceAccountKey, parseServiceAccountKey } from '@fleetwright/omni-core';
import { type Sandbox, startSandbox } from '@fleetwright/omni-sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Omnictl, prepareOmnictl } from './harness/omnictl.ts';

let sandbox: Sandbox;
let omnictl: Omnictl;

beforeAll(async () => {
  sandbox = await startSandbox();
  omnictl = await prepareOmnictl(sandbox);
});

afterAll(async () => {
  await omnictl[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

describe('omnictl serviceaccount', () => {
  test('creates an account whose key works with the role asked for', async () => {
    const key = await createAccount('reader', 'Reader');

    const table = await omnictl.ok(['get', 'talosversions'], { target: { serviceAccountKey: key } });
    const refused = await omnictl.run(['serviceaccount', 'list'], { target: { serviceAccountKey: key } });

    expect(table).toContain('TalosVersion');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('insufficient role: "Reader"');
  });

  test('creates an Admin unless told otherwise', async () => {
    const printed = await omnictl.ok(['serviceaccount', 'create', 'automation']);
    const key = keyOf(printed);

    const list = await omnictl.ok(['serviceaccount', 'list'], { target: { serviceAccountKey: key } });

    expect(printed).toContain(`OMNI_ENDPOINT=`);
    expect((await parseServiceAccountKey(key)).identity).toBe('automation');
    expect(list).toMatch(/^automation +Admin +/m);
  });

  test('refuses the same name twice', async () => {
    await createAccount('twice', 'Reader');

    const again = await omnictl.run(['serviceaccount', 'create', 'twice']);

    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('AlreadyExists');
  });

  test('renews by adding a key; both keys work and both are listed', async () => {
    const first = await createAccount('renewed', 'Operator');

    const second = keyOf(await omnictl.ok(['serviceaccount', 'renew', 'renewed']));

    const fingerprints = await Promise.all(
      [first, second].map(async (key) => {
        await omnictl.ok(['get', 'talosversions'], { target: { serviceAccountKey: key } });
        return (await parseServiceAccountKey(key)).key.fingerprint;
      }),
    );
    const list = await omnictl.ok(['serviceaccount', 'list']);
    expect(list).toMatch(/^NAME +ROLE +LAST ACTIVE +PUBLIC KEY ID +KEY CREATED +KEY LAST ACTIVE +EXPIRATION/);
    for (const fingerprint of fingerprints) expect(list).toContain(fingerprint);
  });

  test('destroys the account and its keys', async () => {
    const key = await createAccount('short-lived', 'Admin');

    const destroyed = await omnictl.ok(['serviceaccount', 'destroy', 'short-lived']);

    const refused = await omnictl.run(['get', 'clusters'], { target: { serviceAccountKey: key } });
    const again = await omnictl.run(['serviceaccount', 'destroy', 'short-lived']);
    expect(destroyed).toBe('destroyed service account: short-lived\n');
    expect(refused.stderr).toContain('invalid signature');
    expect(again.exitCode).toBe(1);
  });
});

describe('omnictl user', () => {
  test('creates, lists, changes and deletes', async () => {
    await omnictl.ok(['user', 'create', 'ada@example.com', '--role', 'Reader']);
    await omnictl.ok(['user', 'set-role', 'ada@example.com', '--role', 'Operator']);
    const listed = await omnictl.ok(['user', 'list']);
    const deleted = await omnictl.run(['user', 'delete', 'ada@example.com']);
    const after = await omnictl.ok(['user', 'list']);

    expect(listed).toMatch(/^ID +EMAIL +ROLE +LAST ACTIVE +LABELS/);
    expect(listed).toMatch(/ada@example\.com +Operator +/);
    expect(`${deleted.stdout}${deleted.stderr}`).toContain('destroyed user ada@example.com');
    expect(after).not.toContain('ada@example.com');
  });
});

describe('keys the server does not accept', () => {
  test('an unknown key is refused as Omni refuses it', async () => {
    const { serviceAccountKey } = await createServiceAccountKey({ name: 'stranger' });

    const refused = await omnictl.run(['get', 'clusters'], { target: { serviceAccountKey } });

    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('code = Unauthenticated desc = invalid signature');
  });

  test('a role that may only read cannot write', async () => {
    const key = await createAccount('looker', 'Reader');
    await omnictl.write(
      'patch.yaml',
      'metadata:\n    namespace: default\n    type: ConfigPatches.omni.sidero.dev\n    id: nope\n    phase: running\nspec:\n    data: "{}"\n',
    );

    const refused = await omnictl.run(['apply', '-f', 'patch.yaml'], { target: { serviceAccountKey: key } });

    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('insufficient role: "Reader"');
  });
});

async function createAccount(name: string, role: string): Promise<string> {
  return keyOf(await omnictl.ok(['serviceaccount', 'create', name, '--use-user-role=false', '--role', role]));
}

function keyOf(printed: string): string {
  const [, key] = /^OMNI_SERVICE_ACCOUNT_KEY=(.+)$/m.exec(printed) ?? [];
  if (key === undefined) throw new Error(`no key in: ${printed}`);
  return key;
}
