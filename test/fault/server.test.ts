import { OmniError, types } from '@fleetwright/omni-core';
import { startSandbox } from '@fleetwright/omni-sandbox';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openClient, TRANSPORTS } from './open-client.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe.each(TRANSPORTS)('a clock that is six minutes wrong (%s)', (transport) => {
  test.each([
    [6, 'ahead of'],
    [-6, 'behind'],
  ])('is named in the error and by the check (%i minutes)', async (minutes, direction) => {
    const trueTime = () => new Date(performance.timeOrigin + performance.now());
    await using sandbox = await startSandbox({ clock: trueTime });
    await using client = await openClient(sandbox, { transport });
    vi.useFakeTimers({ toFake: ['Date'], now: trueTime().getTime() + minutes * 60_000 });

    const call = client.resources.get(types.SysVersion, 'current');

    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(OmniError);
    expect(error).toMatchObject({ code: 'unauthenticated', hint: expect.stringContaining(`6 minutes ${direction}`) });
    const { ok, findings } = await client.check();
    const identity = findings.find(({ subject }) => subject === 'identity');
    expect(ok).toBe(false);
    expect(identity).toMatchObject({ status: 'failed', advice: expect.stringContaining(`6 minutes ${direction}`) });
  });
});

describe.each(TRANSPORTS)('check (%s)', (transport) => {
  test('finds nothing wrong with a healthy Omni', async () => {
    await using sandbox = await startSandbox();
    await using client = await openClient(sandbox, { transport });

    const { ok, findings } = await client.check();

    expect(ok).toBe(true);
    expect(findings.map(({ subject, status }) => `${subject} ${status}`)).toEqual([
      'reachable ok',
      'identity ok',
      'role ok',
      'version ok',
      'clock ok',
      'key ok',
    ]);
  });

  test('says what to do when nothing listens', async () => {
    const sandbox = await startSandbox();
    await using client = await openClient(sandbox, { transport, retry: { attempts: 1 } });
    await sandbox[Symbol.asyncDispose]();

    const { ok, findings } = await client.check();

    expect(ok).toBe(false);
    expect(findings[0]).toMatchObject({
      subject: 'reachable',
      status: 'failed',
      advice: expect.stringContaining('port'),
    });
  });

  test('says what to do about a key the server does not know', async () => {
    await using first = await startSandbox();
    await using second = await startSandbox();
    await using client = await openClient({ ...second, serviceAccountKey: first.serviceAccountKey }, { transport });

    const { findings } = await client.check();

    expect(findings[1]).toMatchObject({ subject: 'identity', status: 'failed', advice: expect.any(String) });
  });
});
