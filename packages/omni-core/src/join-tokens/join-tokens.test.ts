import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRPC } from '../errors/grpc-status.ts';
import { OmniError } from '../errors/omni-error.ts';
import { NotFoundError } from '../errors/state-errors.ts';
import { type ScriptedManagement, scriptedManagement } from '../management/testing/scripted-management.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import { timestampOf } from '../resources/timestamp.ts';
import { MemoryState, type MemoryStateOptions } from '../testing/memory-state.ts';
import { Refusal } from '../transport/testing/loopback-server.ts';
import { JoinTokens } from './join-tokens.ts';
import { withoutToken } from './without-token.ts';

const TOKEN = 'w7uVuW3zbVKIYQuzEcyetAHeYMeo5q2L9RvkAVfCfSCD';
const OLD = 'an-older-token-that-machines-have-joined-with';

const status = (id: string, spec: object) => newResource(types.JoinTokenStatus, { id, spec });
const resources = [
  status(TOKEN, { name: 'autumn', state: 1, isDefault: true, expirationTime: timestampOf(new Date('2027-01-01')) }),
  status(OLD, { name: '', state: 1, useCount: 1n, warnings: [{ machine: 'm-1', message: 'knows no other token' }] }),
  newResource(types.JoinToken, { id: TOKEN, spec: { name: 'autumn' } }),
  newResource(types.JoinToken, { id: OLD, spec: {} }),
  newResource(types.DefaultJoinToken, { id: 'default', spec: { tokenId: TOKEN } }),
  newResource(types.SiderolinkAPIConfig, { id: 'siderolink-config', spec: { machineApiAdvertisedUrl: 'grpc://omni' } }),
];

function tokens(options: MemoryStateOptions = {}) {
  const state = new MemoryState({ resources, ...options });
  return { state, joinTokens: new JoinTokens(state, omni.management) };
}

let omni: ScriptedManagement;

beforeAll(async () => {
  omni = await scriptedManagement({
    createJoinToken: ({ name }) => ({ id: `token of ${name}` }),
    getMachineJoinConfig: ({ joinToken }) => {
      if (joinToken === OLD) throw new Refusal(GRPC.NOT_FOUND, `there is no token ${OLD}`);
      return { kernelArgs: [`jointoken=${joinToken || 'the default'}`], config: 'a: b' };
    },
  });
});
afterAll(() => omni[Symbol.asyncDispose]());

describe('join tokens', () => {
  it('are listed with what Omni says about them', async () => {
    const { joinTokens } = tokens();

    const listed = await joinTokens.list();

    expect(listed).toMatchObject([
      { id: OLD, name: '', isDefault: false, expires: undefined, warnings: [{ machine: 'm-1' }] },
      { id: TOKEN, name: 'autumn', isDefault: true, expires: new Date('2027-01-01'), warnings: [] },
    ]);
  });

  it('make a URL for machines, of the default token unless another is named', async () => {
    const { joinTokens } = tokens();

    expect(await joinTokens.joinUrl()).toBe(`grpc://omni?jointoken=${TOKEN}`);
    expect(await joinTokens.joinUrl({ tokenName: 'initial' })).toBe(`grpc://omni?jointoken=${OLD}`);
    expect(await joinTokens.joinUrl({ tokenId: 'x' })).toBe('grpc://omni?jointoken=x');
  });

  it('are added to what the URL asks for already', async () => {
    const { state, joinTokens } = tokens();
    await state.modify(types.SiderolinkAPIConfig, 'siderolink-config', ({ spec }) => {
      spec.machineApiAdvertisedUrl = 'grpc://omni?tunnel=true';
    });

    expect(await joinTokens.joinUrl()).toBe(`grpc://omni?tunnel=true&jointoken=${TOKEN}`);
  });

  it('are chosen by name or by id, not by both, and have to exist', async () => {
    const { joinTokens } = tokens();

    await expect(joinTokens.joinUrl({ tokenName: 'spring' })).rejects.toThrow(NotFoundError);
    await expect(joinTokens.joinUrl({ tokenName: 'autumn', tokenId: OLD })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });

  it('are not ended while machines need them, unless that is meant', async () => {
    const { state, joinTokens } = tokens();

    for (const end of [() => joinTokens.revoke(OLD), () => joinTokens.delete(OLD)]) {
      await expect(end()).rejects.toMatchObject({
        code: 'precondition_failed',
        message: expect.stringMatching(/join token an-o… would cut off machines: m-1: knows no other token/),
      });
    }
    await joinTokens.revoke(OLD, { force: true });

    expect((await state.get(types.JoinToken, OLD)).spec.revoked).toBe(true);
  });

  it('are revoked and taken back, get more time, and become the default', async () => {
    const { state, joinTokens } = tokens();

    await joinTokens.revoke(TOKEN);
    await joinTokens.unrevoke(TOKEN);
    await joinTokens.renew(TOKEN, 3_600_000);
    await joinTokens.makeDefault(OLD);

    const { spec } = await state.get(types.JoinToken, TOKEN);
    expect(spec.revoked).toBe(false);
    expect(Number(spec.expirationTime?.seconds) * 1000).toBeGreaterThan(Date.now());
    expect((await state.get(types.DefaultJoinToken, 'default')).spec.tokenId).toBe(OLD);
  });

  it('are made by the server', async () => {
    const { joinTokens } = tokens();

    expect(await joinTokens.create('spring')).toBe('token of spring');
    await expect(joinTokens.create('a name of more than sixteen')).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('are in the configuration a machine joins with', async () => {
    const { joinTokens } = tokens();

    expect(await joinTokens.machineConfig()).toMatchObject({ kernelArgs: ['jointoken=the default'] });
    expect(await joinTokens.machineConfig({ tokenName: 'autumn' })).toMatchObject({
      kernelArgs: [`jointoken=${TOKEN}`],
    });
    await expect(joinTokens.machineConfig({ tokenId: OLD })).rejects.toMatchObject({
      code: 'not_found',
      message: expect.not.stringContaining(OLD),
    });
  });

  it('get no time that has passed', async () => {
    await expect(tokens().joinTokens.renew(TOKEN, 0)).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('are deleted for good', async () => {
    const { state, joinTokens } = tokens();

    await joinTokens.delete(TOKEN);

    expect(await state.find(types.JoinToken, TOKEN)).toBeUndefined();
  });

  it('show in no error, although resources are named by them', async () => {
    const { joinTokens } = tokens({ resources: [] });

    const failures = await Promise.all(
      [
        joinTokens.revoke(TOKEN),
        joinTokens.unrevoke(TOKEN),
        joinTokens.delete(TOKEN),
        joinTokens.makeDefault(TOKEN),
      ].map((call) => call.catch((error: unknown) => error)),
    );

    expect(failures).toEqual(Array.from({ length: 4 }, () => expect.any(OmniError)));
    expect(inspect(failures, { depth: 5, showHidden: true })).not.toContain(TOKEN);
  });
});

describe('withoutToken', () => {
  it('keeps the hint, and leaves alone what is not ours', async () => {
    const hinted = new OmniError('unavailable', `no ${TOKEN}`, { hint: 'Wait.' });

    await expect(withoutToken(TOKEN, () => Promise.reject(hinted))).rejects.toMatchObject({
      code: 'unavailable',
      message: 'no w7uV…',
      hint: 'Wait.',
    });
    await expect(withoutToken('', () => Promise.reject(hinted))).rejects.toBe(hinted);
    await expect(withoutToken(TOKEN, () => Promise.reject(new RangeError('x')))).rejects.toThrow(RangeError);
  });

  it('names a short token not at all', async () => {
    const failure = new OmniError('not_found', 'no abc');

    await expect(withoutToken('abc', () => Promise.reject(failure))).rejects.toMatchObject({ message: 'no …' });
  });
});
