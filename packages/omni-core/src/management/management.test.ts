import { readKey } from 'openpgp';
import { describe, expect, it } from 'vitest';
import { parseServiceAccountKey } from '../auth/service-account-key.ts';
import { GRPC } from '../errors/grpc-status.ts';
import { Refusal } from '../transport/testing/loopback-server.ts';
import { Users } from '../users/users.ts';
import { scriptedManagement } from './testing/scripted-management.ts';

const yaml = (text: string) => Buffer.from(text);

describe('access configurations', () => {
  it('names the cluster in signed metadata, not in the message', async () => {
    await using scripted = await scriptedManagement({
      kubeconfig: (request, { metadata }) => {
        expect(metadata.get('context')).toEqual(['demo']);
        expect(request).toMatchObject({ grantType: 'auto', serviceAccount: false, breakGlass: false });
        return { kubeconfig: yaml('kind: Config') };
      },
      talosconfig: (_, { metadata }) => ({ talosconfig: yaml(`context: ${metadata.get('context').join()}`) }),
      omniconfig: (_, { metadata }) => ({ omniconfig: yaml(`contexts: ${metadata.get('context').length}`) }),
    });
    const management = scripted.management;

    expect(await management.kubeconfig('demo')).toBe('kind: Config');
    expect(await management.talosconfig({ cluster: 'demo' })).toBe('context: demo');
    expect(await management.talosconfig()).toBe('context: ');
    expect(await management.omniconfig()).toBe('contexts: 0');
  });

  it('asks for a token with a lifetime and groups that Kubernetes accepts', async () => {
    await using scripted = await scriptedManagement({
      kubeconfig: (request) => {
        expect(request).toMatchObject({
          serviceAccount: true,
          serviceAccountUser: 'ci',
          serviceAccountGroups: ['system:masters'],
          serviceAccountTtl: { seconds: 3600n, nanos: 0 },
        });
        return { kubeconfig: yaml('token') };
      },
    });
    const management = scripted.management;

    expect(await management.kubeconfig('demo', { mode: 'service-account', user: 'ci', lifetimeMs: 3_600_000 })).toBe(
      'token',
    );
    for (const wrong of [{ lifetimeMs: 0 }, { lifetimeMs: 4e11 }, { user: '' }, { groups: [] }]) {
      const options = { mode: 'service-account' as const, user: 'ci', lifetimeMs: 3_600_000, ...wrong };
      await expect(management.kubeconfig('demo', options)).rejects.toMatchObject({ code: 'invalid_argument' });
    }
    expect(scripted.server.calls).toHaveLength(1);
  });
});

describe('service accounts', () => {
  it('are created with exactly the role asked for, and with a key that works', async () => {
    const registered: string[] = [];
    await using scripted = await scriptedManagement({
      createServiceAccount: (request) => {
        expect(request).toMatchObject({ name: 'ci', role: 'Reader', useUserRole: false });
        registered.push(request.armoredPgpPublicKey);
        return { publicKeyId: 'id-1' };
      },
      renewServiceAccount: (request) => {
        registered.push(request.armoredPgpPublicKey);
        return { publicKeyId: 'id-2' };
      },
    });
    const { serviceAccounts } = scripted.management;

    const issued = await serviceAccounts.create('ci', { role: 'Reader', lifetimeMs: 3_600_000 });
    const renewed = await serviceAccounts.renew('ci');

    const fingerprints = await Promise.all(
      registered.map(async (armoredKey) => (await readKey({ armoredKey })).getFingerprint()),
    );
    const keys = await Promise.all([issued, renewed].map((key) => parseServiceAccountKey(key.serviceAccountKey)));
    expect(keys.map(({ key }) => key.fingerprint)).toEqual(fingerprints);
    expect([issued.keyId, renewed.keyId]).toEqual(['id-1', 'id-2']);
    expect(registered.join()).not.toContain('PRIVATE');
  });

  it('are listed with dates, and destroyed by name', async () => {
    await using scripted = await scriptedManagement({
      listServiceAccounts: () => ({
        serviceAccounts: [
          {
            name: 'ci',
            role: 'Admin',
            pgpPublicKeys: [{ id: 'k', created: { seconds: 1n }, expiration: { seconds: 2n } }],
          },
        ],
      }),
      destroyServiceAccount: ({ name }) => {
        if (name !== 'ci') throw new Refusal(GRPC.NOT_FOUND, 'no such account');
        return {};
      },
    });
    const { serviceAccounts } = scripted.management;

    expect(await serviceAccounts.list()).toEqual([
      {
        name: 'ci',
        role: 'Admin',
        keys: [{ id: 'k', created: new Date(1000), expires: new Date(2000), lastUsed: undefined }],
      },
    ]);
    await serviceAccounts.destroy('ci');
    await expect(serviceAccounts.destroy('nobody')).rejects.toMatchObject({
      code: 'not_found',
      resource: 'service account nobody',
    });
  });
});

describe('users', () => {
  it('are listed, created, changed and destroyed', async () => {
    const done: object[] = [];
    await using scripted = await scriptedManagement({
      listUsers: () => ({ users: [{ id: '1', email: 'a@example.com', role: 'Reader' }] }),
      createUser: ({ email, role }) => {
        done.push({ email, role });
        return { userId: '2' };
      },
      updateUser: ({ email, role }) => {
        done.push({ email, role });
        return {};
      },
      destroyUser: ({ email }) => {
        done.push({ email });
        return {};
      },
    });
    const users = new Users(scripted.transport);

    expect(await users.list()).toMatchObject([{ id: '1', email: 'a@example.com', role: 'Reader' }]);
    expect(await users.create('b@example.com', 'Reader')).toBe('2');
    await users.setRole('b@example.com', 'Operator');
    await users.destroy('b@example.com');

    expect(done).toEqual([
      { email: 'b@example.com', role: 'Reader' },
      { email: 'b@example.com', role: 'Operator' },
      { email: 'b@example.com' },
    ]);
  });
});

describe('a read-only client', () => {
  it('refuses every change and every credential before anything is sent', async () => {
    await using scripted = await scriptedManagement({ kubeconfig: () => ({ kubeconfig: yaml('x') }) });
    const management = scripted.readOnly;
    const users = new Users(scripted.transport, { readOnly: true });

    const refused = [
      management.kubeconfig('demo', { mode: 'break-glass' }),
      management.kubeconfig('demo', { mode: 'service-account', user: 'ci', lifetimeMs: 3_600_000 }),
      management.talosconfig({ cluster: 'demo', breakGlass: true }),
      management.serviceAccounts.create('ci', { role: 'Reader' }),
      management.serviceAccounts.renew('ci'),
      management.serviceAccounts.destroy('ci'),
      users.create('a@example.com', 'Reader'),
      users.setRole('a@example.com', 'Reader'),
      users.destroy('a@example.com'),
    ];
    const outcomes = await Promise.allSettled(refused);
    await management.kubeconfig('demo');

    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual(
      refused.map(() => 'read_only'),
    );
    expect(scripted.server.calls).toEqual(['/management.ManagementService/Kubeconfig']);
  });
});
