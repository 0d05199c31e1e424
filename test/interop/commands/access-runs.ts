import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { mergeKubeconfigFile, mergeTalosconfigFile, parseServiceAccountKey, types } from '@fleetwright/omni-core';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { type CommandRun, type CommandRuns, rows, said, type World, words } from './command-run.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

export const ACCESS_RUNS: CommandRuns = {
  kubeconfig: {
    prepare: ({ cluster }) => words(`kubeconfig -c ${cluster} --grant-type auto theirs.kube`),
    async same({ client, cluster, omnictl }) {
      await mergeKubeconfigFile(path.join(omnictl.directory, 'ours.kube'), await client.management.kubeconfig(cluster));

      const [ours, theirs] = [await yamlFile(omnictl, 'ours.kube'), await yamlFile(omnictl, 'theirs.kube')];
      expect({ ...ours, preferences: {} }).toEqual({ ...theirs, preferences: {} });
    },
  },
  talosconfig: {
    prepare: ({ cluster }) => words(`talosconfig -c ${cluster} theirs.talos`),
    async same({ client, cluster, omnictl }) {
      const fetched = await client.management.talosconfig({ cluster });
      await mergeTalosconfigFile(path.join(omnictl.directory, 'ours.talos'), fetched);

      expect(await yamlFile(omnictl, 'ours.talos')).toEqual(await yamlFile(omnictl, 'theirs.talos'));
    },
  },
  'serviceaccount create': {
    prepare: () => words('serviceaccount create theirs --use-user-role=false --role Reader --ttl 168h'),
    async same({ client }, { stdout }) {
      const { serviceAccounts } = client.users;
      const { serviceAccountKey } = await serviceAccounts.create('ours', { role: 'Reader', lifetimeMs: WEEK_MS });

      const theirs = await parseServiceAccountKey(keyIn(stdout));
      const ours = await parseServiceAccountKey(serviceAccountKey);
      expect([theirs.identity, ours.identity]).toEqual(['theirs', 'ours']);
      const [first, second] = (await serviceAccounts.list()).filter(({ role }) => role === 'Reader');
      expect([first?.keys.length, second?.keys.length]).toEqual([1, 1]);
    },
  },
  'serviceaccount renew': {
    async prepare({ client }) {
      for (const name of ['renewed', 'renewed-too']) await client.users.serviceAccounts.create(name, { role: 'None' });
      return words('serviceaccount renew renewed');
    },
    async same({ client }, { stdout }) {
      await client.users.serviceAccounts.renew('renewed-too');

      expect((await parseServiceAccountKey(keyIn(stdout))).identity).toBe('renewed');
      const renewed = (await client.users.serviceAccounts.list()).filter(({ name }) => name.startsWith('renewed'));
      expect(renewed.map(({ keys }) => keys.length)).toEqual([2, 2]);
    },
  },
  'serviceaccount list': {
    prepare: () => words('serviceaccount list'),
    async same({ client }, { stdout }) {
      const accounts = await client.users.serviceAccounts.list();

      for (const { name, role, keys } of accounts) {
        expect(stdout).toMatch(new RegExp(`^${name} +${role} `, 'm'));
        for (const { id } of keys) expect(stdout).toContain(id);
      }
      expect(rows(stdout)).toHaveLength(accounts.flatMap(({ keys }) => keys).length);
    },
  },
  'serviceaccount destroy': {
    async prepare({ client }) {
      for (const name of ['gone', 'gone-too']) await client.users.serviceAccounts.create(name, { role: 'None' });
      return words('serviceaccount destroy gone');
    },
    async same({ client }, { stdout }) {
      await client.users.serviceAccounts.destroy('gone-too');

      expect(stdout).toBe('destroyed service account: gone\n');
      expect((await client.users.serviceAccounts.list()).filter(({ name }) => name.startsWith('gone'))).toEqual([]);
    },
  },
  'user create': {
    prepare: () => words('user create theirs@example.com --role Operator'),
    async same({ client }) {
      await client.users.create('ours@example.com', 'Operator');

      const operators = (await client.users.list()).filter(({ role }) => role === 'Operator');
      expect(operators.map(({ email }) => email).toSorted()).toEqual(['ours@example.com', 'theirs@example.com']);
    },
  },
  'user list': {
    prepare: () => words('user list'),
    async same({ client }, { stdout }) {
      const users = await client.users.list();

      expect(rows(stdout).map(([id, email, role]) => ({ id, email, role }))).toEqual(
        users.map(({ id, email, role }) => ({ id, email, role })),
      );
    },
  },
  'user set-role': {
    async prepare({ client }) {
      for (const name of ['a', 'b']) await client.users.create(`${name}@roles.example.com`, 'Reader');
      return words('user set-role a@roles.example.com --role Admin');
    },
    async same({ client }) {
      await client.users.setRole('b@roles.example.com', 'Admin');

      const changed = (await client.users.list()).filter(({ email }) => email.endsWith('@roles.example.com'));
      expect(changed.map(({ role }) => role)).toEqual(['Admin', 'Admin']);
    },
  },
  'user delete': {
    async prepare({ client }) {
      for (const name of ['a', 'b']) await client.users.create(`${name}@gone.example.com`, 'Reader');
      return words('user delete a@gone.example.com');
    },
    async same({ client }, finished) {
      await client.users.destroy('b@gone.example.com');

      expect(said(finished)).toContain('destroyed user a@gone.example.com');
      expect((await client.users.list()).filter(({ email }) => email.endsWith('@gone.example.com'))).toEqual([]);
    },
  },
  'jointoken create': {
    prepare: () => words('jointoken create theirs --ttl 168h'),
    async same({ client }, { stdout }) {
      const id = await client.joinTokens.create('ours', { lifetimeMs: WEEK_MS });

      const tokens = await Promise.all(
        [stdout.trim(), id].map((token) => client.resources.get(types.JoinToken, token)),
      );
      expect(tokens.map(({ spec }) => spec.name)).toEqual(['theirs', 'ours']);
      const [first = 0, second = 0] = tokens.map(({ spec }) => Number(spec.expirationTime?.seconds));
      expect(Math.abs(first - second)).toBeLessThan(60);
    },
  },
  'jointoken list': {
    prepare: async (world) => {
      await tokenNamed(world, 'listed');
      return words('jointoken list');
    },
    async same({ client }, { stdout }) {
      const tokens = await client.joinTokens.list();

      const ours = tokens.map(({ id, name, state }) => [id, name, state.toUpperCase()]);
      expect(rows(stdout).map((cells) => cells.slice(0, 3))).toEqual(ours);
    },
  },
  'jointoken delete': token('delete -f', async ({ client }, id) => client.joinTokens.delete(id, { force: true })),
  'jointoken revoke': token('revoke -f', async ({ client }, id) => client.joinTokens.revoke(id, { force: true })),
  'jointoken unrevoke': token(
    'unrevoke',
    async ({ client }, id) => client.joinTokens.unrevoke(id),
    async ({ client }, id) => client.joinTokens.revoke(id, { force: true }),
  ),
  'jointoken renew': token('renew --ttl 168h', ({ client }, id) => client.joinTokens.renew(id, WEEK_MS)),
  'jointoken make-default': {
    async prepare(world) {
      const id = await tokenNamed(world, 'default');
      return words(`jointoken make-default ${id}`);
    },
    async same(world) {
      const { client } = world;
      const chosen = async () => (await client.resources.get(types.DefaultJoinToken, 'default')).spec.tokenId;
      const theirs = await chosen();
      const ours = await tokenNamed(world, 'default-too');
      await client.joinTokens.makeDefault(ours);

      expect((await client.resources.get(types.JoinToken, theirs)).spec.name).toBe('default');
      expect(await chosen()).toBe(ours);
    },
  },
  'jointoken machine-config': {
    prepare: () => words('jointoken machine-config'),
    async same({ client }, { stdout }) {
      expect(`${(await client.joinTokens.machineConfig()).config}\n`).toBe(stdout);
    },
  },
  'jointoken kernel-args': {
    prepare: () => words('jointoken kernel-args --use-grpc-tunnel'),
    async same({ client }, { stdout }) {
      const { kernelArgs } = await client.joinTokens.machineConfig({ grpcTunnel: true });

      expect(`${kernelArgs.join(' ')}\n`).toBe(stdout);
    },
  },
  'jointoken omni-endpoint': {
    prepare: () => words('jointoken omni-endpoint'),
    async same({ client }, { stdout }) {
      expect(`${await client.joinTokens.joinUrl()}\n`).toBe(stdout);
    },
  },
  'infraprovider create': {
    prepare: () => words('infraprovider create theirs'),
    async same({ client }, { stdout }) {
      const ours = await client.infraProviders.create('ours');

      expect(keyIn(stdout)).not.toBe('');
      expect(ours.name).toBe('infra-provider:ours');
      const registered = (await client.resources.list(types.InfraProvider)).map(({ metadata }) => metadata.id);
      expect(registered).toEqual(expect.arrayContaining(['ours', 'theirs']));
    },
  },
  'infraprovider list': {
    async prepare({ client }) {
      await client.infraProviders.create('listed');
      await expect.poll(() => client.infraProviders.list()).toContainEqual(expect.objectContaining({ id: 'listed' }));
      return words('infraprovider list');
    },
    async same({ client }, { stdout }) {
      const ids = (await client.infraProviders.list()).map(({ id }) => id);

      expect(
        stdout
          .split('\n')
          .slice(1, -1)
          .map((line) => line.split(' ')[0]),
      ).toEqual(ids);
    },
  },
  'infraprovider renewkey': {
    async prepare({ client }) {
      for (const name of ['renew', 'renew-too']) await client.infraProviders.create(name);
      return words('infraprovider renewkey renew');
    },
    async same({ client }, { stdout }) {
      await client.infraProviders.renewKey('renew-too');

      expect((await parseServiceAccountKey(keyIn(stdout))).identity).toBe('infra-provider:renew');
      const accounts = (await client.users.serviceAccounts.list()).filter(({ name }) => name.includes(':renew'));
      expect(accounts.map(({ keys }) => keys.length)).toEqual([2, 2]);
    },
  },
  'infraprovider delete': {
    async prepare({ client }) {
      for (const name of ['leave', 'leave-too']) await client.infraProviders.create(name);
      return words('infraprovider delete leave');
    },
    async same({ client }) {
      await client.infraProviders.delete('leave-too');

      const left = (await client.resources.list(types.InfraProvider)).map(({ metadata }) => metadata.id);
      expect(left.filter((id) => id.startsWith('leave'))).toEqual([]);
    },
  },
};

/** Does something to two tokens, one with omnictl and one with the library, which are alike afterwards. */
function token(
  command: string,
  act: (world: World, id: string) => Promise<void>,
  before: (world: World, id: string) => Promise<void> = async () => undefined,
): CommandRun {
  const ids: string[] = [];
  return {
    async prepare(world) {
      for (const name of ['one', 'two']) ids.push(await tokenNamed(world, name));
      for (const id of ids) await before(world, id);
      return words(`jointoken ${command} ${ids[0]}`);
    },
    async same(world) {
      const [theirs = '', ours = ''] = ids;
      await act(world, ours);

      const state = async (id: string) => {
        const spec = (await world.client.resources.find(types.JoinToken, id))?.spec;
        // To the minute: the two were renewed one after the other.
        const expires = spec?.expirationTime && Math.round(Number(spec.expirationTime.seconds) / 60);
        return spec && { revoked: spec.revoked, expires };
      };
      expect(await state(ours)).toEqual(await state(theirs));
    },
  };
}

/** A token the server has published the state of. */
async function tokenNamed({ client }: World, name: string): Promise<string> {
  const id = await client.joinTokens.create(name);
  await expect.poll(() => client.resources.find(types.JoinTokenStatus, id)).toBeDefined();
  return id;
}

function keyIn(printed: string): string {
  return /^OMNI_SERVICE_ACCOUNT_KEY=(.+)$/m.exec(printed)?.[1] ?? '';
}

async function yamlFile({ directory }: World['omnictl'], name: string): Promise<Readonly<Record<string, unknown>>> {
  return parse(await readFile(path.join(directory, name), 'utf8')) as Readonly<Record<string, unknown>>;
}
